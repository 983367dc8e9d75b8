package dev.vaccel.codegen;

/**
 * One argument of a {@link GenericLayout}.
 *
 * @param name of the parameter or result, with those of fields behind it
 * @param element what it holds
 * @param many whether it holds any number of them
 */
public record GenericSlot(String name, Element element, boolean many) {
  /** What an argument holds. */
  public enum Element {
    /** One byte, 0 or 1. */
    BOOL(1),
    /** A number. */
    INT8(1),
    /** A number. */
    INT16(2),
    /** A number, the number of an enum's constant, or a count. */
    INT32(4),
    /** A number, handle or length. */
    INT64(8),
    /** A number. */
    FLOAT32(4),
    /** A number. */
    FLOAT64(8),
    /** A SHA-256. */
    RESOURCE(32),
    /** UTF-8 with a NUL behind each text. */
    STRING(0),
    /** Bytes, or elements of any type. */
    MEMORY(0);

    private final int bytes;

    Element(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of each; 0 where they differ. */
    public int bytes() {
      return bytes;
    }
  }

  /** Name of the argument's type; of memory the name of one that it may have. */
  public String type() {
    return switch (element) {
      case BOOL, INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 ->
          many ? element + "_ARRAY" : element.toString();
      case RESOURCE -> "UINT8_ARRAY";
      case STRING -> "STRING";
      case MEMORY -> "BUFFER";
    };
  }
}
