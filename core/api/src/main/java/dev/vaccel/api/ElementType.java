package dev.vaccel.api;

/**
 * Type of one element of a tensor. Numbers are stored little-endian. A {@link #STRING} tensor holds
 * for each element a 32-bit unsigned byte count and that many bytes, without padding.
 */
public enum ElementType implements WireEnum {
  /** IEEE 754 binary16. */
  F16(1, 2),
  /** The upper half of an IEEE 754 binary32. */
  BF16(2, 2),
  /** IEEE 754 binary32. */
  F32(3, 4),
  /** IEEE 754 binary64. */
  F64(4, 8),
  /** Signed 8-bit. */
  I8(5, 1),
  /** Unsigned 8-bit. */
  U8(6, 1),
  /** Signed 16-bit. */
  I16(7, 2),
  /** Unsigned 16-bit. */
  U16(8, 2),
  /** Signed 32-bit. */
  I32(9, 4),
  /** Unsigned 32-bit. */
  U32(10, 4),
  /** Signed 64-bit. */
  I64(11, 8),
  /** Unsigned 64-bit. */
  U64(12, 8),
  /** One byte, 0 or 1. */
  BOOL(13, 1),
  /** Byte strings of any length. */
  STRING(14, 0);

  private final int number;
  private final int bytes;

  ElementType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  @Override
  public int number() {
    return number;
  }

  /** Bytes of one element; 0 for {@link #STRING}, whose elements differ in size. */
  public int bytes() {
    return bytes;
  }

  /** The lower-case name used in bundles and on the command line: {@code f32}. */
  public String lowerName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The type with this lower-case name.
   *
   * @throws InvalidArgumentException listing the names that exist
   */
  public static ElementType named(String lowerName) {
    for (ElementType type : values()) {
      if (type.lowerName().equals(lowerName)) {
        return type;
      }
    }
    throw new InvalidArgumentException(
        ErrorCode.UNSUPPORTED_TYPE,
        "element type '"
            + lowerName
            + "': expected one of f16 bf16 f32 f64 i8 u8 i16 u16 i32 u32 i64 u64 bool string");
  }
}
