package dev.vaccel.codegen;

/**
 * A type of the description language. Its text form stands in the JSON: {@code i32}, {@code
 * enum:Transpose}, {@code list<record:Label>}.
 */
public sealed interface Type {
  /** The text form. */
  String text();

  /**
   * Least bytes that a value takes in a body: lists are checked against it before memory is taken.
   */
  int minBytes(Api api);

  /** Types without parameters. */
  enum Simple implements Type {
    /** boolean. */
    BOOL("bool", "boolean", 8),
    /** byte. */
    I8("i8", "byte", 8),
    /** short. */
    I16("i16", "short", 8),
    /** int. */
    I32("i32", "int", 8),
    /** long. */
    I64("i64", "long", 8),
    /** float. */
    F32("f32", "float", 8),
    /** double. */
    F64("f64", "double", 8),
    /** String. */
    STRING("string", "java.lang.String", 8),
    /** ResourceId. */
    RESOURCE("resource", "dev.vaccel.api.ResourceId", 32),
    /** Tensor. */
    TENSOR("tensor", "dev.vaccel.api.Tensor", 32),
    /** MemorySegment. */
    SEGMENT("segment", "java.lang.foreign.MemorySegment", 16);

    private final String text;
    private final String javaType;
    private final int minBytes;

    Simple(String text, String javaType, int minBytes) {
      this.text = text;
      this.javaType = javaType;
      this.minBytes = minBytes;
    }

    @Override
    public String text() {
      return text;
    }

    /** The Java type, qualified unless primitive. */
    public String javaType() {
      return javaType;
    }

    @Override
    public int minBytes(Api api) {
      return minBytes;
    }

    /** Whether size expressions may compute with a parameter of this type. */
    public boolean isInteger() {
      return switch (this) {
        case I8, I16, I32, I64 -> true;
        case BOOL, F32, F64, STRING, RESOURCE, TENSOR, SEGMENT -> false;
      };
    }

    /** Whether conditions of size expressions may compare a parameter of this type. */
    public boolean isNumber() {
      return isInteger() || this == F32 || this == F64;
    }
  }

  /** An enum by name. */
  record EnumRef(String name) implements Type {
    @Override
    public String text() {
      return "enum:" + name;
    }

    @Override
    public int minBytes(Api api) {
      return 8;
    }
  }

  /** A record by name. */
  record RecordRef(String name) implements Type {
    @Override
    public String text() {
      return "record:" + name;
    }

    @Override
    public int minBytes(Api api) {
      return api.recordType(name).fields().stream().mapToInt(f -> f.type().minBytes(api)).sum();
    }
  }

  /** A handle by name. */
  record HandleRef(String name) implements Type {
    @Override
    public String text() {
      return "handle:" + name;
    }

    @Override
    public int minBytes(Api api) {
      return 8;
    }
  }

  /** A list. */
  record ListOf(Type element) implements Type {
    @Override
    public String text() {
      return "list<" + element.text() + ">";
    }

    @Override
    public int minBytes(Api api) {
      return 8;
    }
  }

  /**
   * Reads a text form.
   *
   * @throws DescriptionException for anything else
   */
  static Type parse(String text) {
    if (text.startsWith("list<") && text.endsWith(">")) {
      return new ListOf(parse(text.substring(5, text.length() - 1)));
    }
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    switch (text.substring(0, Math.max(colon, 0))) {
      case "enum":
        return new EnumRef(name);
      case "record":
        return new RecordRef(name);
      case "handle":
        return new HandleRef(name);
      default:
        for (Simple simple : Simple.values()) {
          if (simple.text.equals(text)) {
            return simple;
          }
        }
        throw new DescriptionException("type '" + text + "' is not known");
    }
  }
}
