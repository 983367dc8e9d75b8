package dev.vaccel.codegen;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Java code that reads and writes values of described types, as static methods {@code read_T} and
 * {@code write_T} of the binding, one pair for each enum, record and list in use.
 */
final class ValueCode {
  private final Api api;
  private final Set<Type> used = new LinkedHashSet<>();

  ValueCode(Api api) {
    this.api = api;
  }

  /** Java type, usable as a type argument where {@code boxed}. */
  String javaType(Type type, boolean boxed) {
    return switch (type) {
      case Type.Simple simple -> boxed ? boxed(simple) : simple.javaType();
      case Type.EnumRef(String name) -> api.enumType(name).javaType();
      case Type.RecordRef(String name) -> api.recordType(name).javaType();
      case Type.HandleRef(String name) -> api.handleType(name).javaType();
      case Type.ListOf(Type element) -> "java.util.List<" + javaType(element, true) + ">";
    };
  }

  private static String boxed(Type.Simple simple) {
    return switch (simple) {
      case BOOL -> "Boolean";
      case I8 -> "Byte";
      case I16 -> "Short";
      case I32 -> "Integer";
      case I64 -> "Long";
      case F32 -> "Float";
      case F64 -> "Double";
      default -> simple.javaType();
    };
  }

  /** Statement that writes {@code value}. */
  String write(String out, Type type, String value) {
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case BOOL -> out + ".putLong(" + value + " ? 1 : 0);";
            case I8, I16, I32, I64 -> out + ".putLong(" + value + ");";
            case F32 -> out + ".putFloat(" + value + ");";
            case F64 -> out + ".putDouble(" + value + ");";
            case STRING -> out + ".putString(" + value + ");";
            case RESOURCE -> out + ".putResource(" + value + ");";
            case TENSOR -> out + ".putTensor(" + value + ");";
            case SEGMENT -> out + ".putSegment(" + value + ", " + value + ".byteSize());";
          };
      case Type.EnumRef _ -> out + ".putLong(" + value + ".number());";
      case Type.HandleRef _ -> out + ".putLong(" + value + ".value());";
      case Type.RecordRef _, Type.ListOf _ -> {
        used.add(type);
        yield "write_" + mangled(type) + "(" + out + ", " + value + ");";
      }
    };
  }

  /** Expression that reads a value. */
  String read(String in, Type type) {
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case BOOL -> in + ".getBoolean()";
            case I8 -> "(byte) " + in + ".getLong(Byte.MIN_VALUE, Byte.MAX_VALUE)";
            case I16 -> "(short) " + in + ".getLong(Short.MIN_VALUE, Short.MAX_VALUE)";
            case I32 -> in + ".getInt()";
            case I64 -> in + ".getLong()";
            case F32 -> in + ".getFloat()";
            case F64 -> in + ".getDouble()";
            case STRING -> in + ".getString()";
            case RESOURCE -> in + ".getResource()";
            case TENSOR -> in + ".getTensor()";
            case SEGMENT -> in + ".getSegment()";
          };
      case Type.HandleRef _ -> "new " + javaType(type, false) + "(" + in + ".getLong())";
      case Type.EnumRef _, Type.RecordRef _, Type.ListOf _ -> {
        used.add(type);
        yield "read_" + mangled(type) + "(" + in + ")";
      }
    };
  }

  /** Adds the helper methods of every type that was read or written. */
  void helpers(JavaSource source) {
    Set<Type> done = new LinkedHashSet<>();
    // Helpers use further types, which then need helpers too.
    while (!done.containsAll(used)) {
      // In order of use: the same description always gives the same bytes.
      for (Type type : List.copyOf(used)) {
        if (done.add(type)) {
          reader(source, type);
          writer(source, type);
        }
      }
    }
  }

  private void reader(JavaSource source, Type type) {
    String javaType = javaType(type, false);
    source.line("");
    source.line("private static " + javaType + " read_" + mangled(type) + "(ArgumentReader in) {");
    switch (type) {
      case Type.EnumRef(String name) -> {
        source.line("int number = in.getInt();");
        source.line("return switch (number) {");
        for (Api.Constant constant : api.enumType(name).constants()) {
          source.line(
              "  case " + constant.number() + " -> " + javaType + "." + constant.name() + ";");
        }
        source.line("  default -> throw in.malformed(\"" + name + " \" + number);");
        source.line("};");
      }
      case Type.RecordRef(String name) -> {
        StringBuilder arguments = new StringBuilder();
        for (Api.Field field : api.recordType(name).fields()) {
          String local = "f_" + field.name();
          source.line(
              javaType(field.type(), false) + " " + local + " = " + read("in", field.type()) + ";");
          arguments.append(arguments.isEmpty() ? "" : ", ").append(local);
        }
        source.line("return new " + javaType + "(" + arguments + ");");
      }
      case Type.ListOf(Type element) -> {
        source.line("int count = in.getCount(" + element.minBytes(api) + ");");
        source.line(javaType + " list = new java.util.ArrayList<>(count);");
        source.line("for (int i = 0; i < count; i++) {");
        source.line("list.add(" + read("in", element) + ");");
        source.line("}");
        source.line("return list;");
      }
      case Type.Simple _, Type.HandleRef _ -> throw new IllegalStateException(type.text());
    }
    source.line("}");
  }

  private void writer(JavaSource source, Type type) {
    if (type instanceof Type.EnumRef) {
      return;
    }
    source.line("");
    source.line("private static void write_" + mangled(type) + "(");
    source.line("    ArgumentWriter out, " + javaType(type, false) + " value) {");
    switch (type) {
      case Type.RecordRef(String name) -> {
        for (Api.Field field : api.recordType(name).fields()) {
          source.line(write("out", field.type(), "value." + field.name() + "()"));
        }
      }
      case Type.ListOf(Type element) -> {
        source.line("out.putLong(value.size());");
        source.line("for (" + javaType(element, false) + " element : value) {");
        source.line(write("out", element, "element"));
        source.line("}");
      }
      case Type.Simple _, Type.EnumRef _, Type.HandleRef _ ->
          throw new IllegalStateException(type.text());
    }
    source.line("}");
  }

  private static String mangled(Type type) {
    return type.text().replaceAll("[<:]", "_").replace(">", "");
  }
}
