package dev.vaccel.codegen;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * C code that puts and gets values of described types, as static functions {@code put_T} and {@code
 * get_T} of an API's source, for each type that is used in that direction.
 */
final class CValues {
  private final Api api;
  private final CTypes types;
  private final Set<Type> put = new LinkedHashSet<>();
  private final Set<Type> got = new LinkedHashSet<>();

  CValues(Api api, CTypes types) {
    this.api = api;
    this.types = types;
  }

  /**
   * Statement that puts a value.
   *
   * @param value an expression; for what is passed by its address, of that
   */
  String put(Type type, String value) {
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case BOOL -> "vaccel_put_i64(call, " + value + " ? 1 : 0);";
            case I8, I16, I32, I64 -> "vaccel_put_i64(call, " + value + ");";
            case F32 -> "vaccel_put_f32(call, " + value + ");";
            case F64 -> "vaccel_put_f64(call, " + value + ");";
            case STRING -> "vaccel_put_text(call, " + value + ");";
            case RESOURCE -> "vaccel_put_resource(call, " + value + ");";
            case TENSOR -> "vaccel_put_tensor(call, " + value + ");";
            case SEGMENT -> throw new IllegalStateException("a segment is put by its fields");
          };
      case Type.EnumRef _ -> "vaccel_put_i64(call, (int64_t)" + value + ");";
      case Type.HandleRef _ -> "vaccel_put_i64(call, " + value + ".value);";
      case Type.RecordRef _ -> {
        put.add(type);
        yield "put_" + CTypes.mangled(type) + "(call, " + value + ");";
      }
      case Type.ListOf _ -> throw new IllegalStateException("a list is put by its fields");
    };
  }

  /** Statement that puts a list. */
  String putList(Type.ListOf type, String items, String count) {
    put.add(type);
    return "put_" + CTypes.mangled(type) + "(call, " + items + ", " + count + ");";
  }

  private String putField(Type type, String field) {
    return switch (type) {
      case Type.ListOf list -> putList(list, field + ".items", field + ".count");
      case Type other when other == Type.Simple.SEGMENT ->
          "vaccel_put_memory(call, " + field + ".data, " + field + ".length);";
      default -> put(type, CTypes.byAddress(type) ? "&" + field : field);
    };
  }

  /**
   * Statement that gets a value into {@code target}.
   *
   * @param target an expression that can be assigned to
   */
  String get(Type type, String target) {
    String address = target.startsWith("*") ? target.substring(1) : "&" + target;
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case BOOL -> target + " = vaccel_get_range(call, 0, 1) != 0;";
            case I8 -> target + " = (int8_t)vaccel_get_range(call, INT8_MIN, INT8_MAX);";
            case I16 -> target + " = (int16_t)vaccel_get_range(call, INT16_MIN, INT16_MAX);";
            case I32 -> target + " = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);";
            case I64 -> target + " = vaccel_get_i64(call);";
            case F32 -> target + " = vaccel_get_f32(call);";
            case F64 -> target + " = vaccel_get_f64(call);";
            case STRING -> target + " = vaccel_get_text(call);";
            case RESOURCE -> "vaccel_get_resource(call, " + address + ");";
            case TENSOR -> "vaccel_get_tensor(call, " + address + ");";
            case SEGMENT -> "vaccel_get_bytes(call, " + address + ");";
          };
      case Type.HandleRef _ ->
          (target.startsWith("*") ? address + "->value" : target + ".value")
              + " = vaccel_get_i64(call);";
      case Type.EnumRef _ -> {
        got.add(type);
        yield target + " = get_" + CTypes.mangled(type) + "(call);";
      }
      case Type.RecordRef _, Type.ListOf _ -> {
        got.add(type);
        yield "get_" + CTypes.mangled(type) + "(call, " + address + ");";
      }
    };
  }

  /** The functions that are used, each before it is used. */
  String helpers() {
    StringBuilder text = new StringBuilder();
    Set<String> done = new LinkedHashSet<>();
    for (Type type : List.copyOf(put)) {
      putter(type, done, text);
    }
    for (Type type : List.copyOf(got)) {
      getter(type, done, text);
    }
    return text.toString();
  }

  private void putter(Type type, Set<String> done, StringBuilder text) {
    if (type instanceof Type.EnumRef || !done.add("put " + type.text())) {
      return;
    }
    CSource s = new CSource();
    String name = "static void put_" + CTypes.mangled(type);
    String call = "struct vaccel_call *call";
    Set<Type> before = new LinkedHashSet<>();
    if (type instanceof Type.RecordRef(String record)) {
      s.line("");
      s.arguments(name, List.of(call, "const " + types.of(type) + " *value"), " {");
      for (Api.Field field : api.recordType(record).fields()) {
        s.line(putField(field.type(), "value->" + CNames.identifier(field.name())));
        need(field.type(), before);
      }
    } else if (type instanceof Type.ListOf(Type element)) {
      s.line("");
      s.arguments(
          name,
          List.of(
              call, CTypes.declaration(types.itemType(element) + " *", "items"), "size_t count"),
          " {");
      s.line("vaccel_put_i64(call, (int64_t)count);");
      s.line("for (size_t i = 0; i < count; i++) {");
      s.line(putField(element, "items[i]"));
      need(element, before);
      s.line("}");
    }
    s.line("}");
    before.forEach(needed -> putter(needed, done, text));
    text.append(s);
  }

  private void getter(Type type, Set<String> done, StringBuilder text) {
    if (!done.add("get " + type.text())) {
      return;
    }
    CSource s = new CSource();
    String call = "struct vaccel_call *call";
    Set<Type> before = new LinkedHashSet<>();
    s.line("");
    switch (type) {
      case Type.EnumRef(String name) -> enumGetter(s, name, type);
      case Type.RecordRef(String name) -> {
        s.arguments(
            "static void get_" + CTypes.mangled(type),
            List.of(call, types.of(type) + " *value"),
            " {");
        for (Api.Field field : api.recordType(name).fields()) {
          s.line(get(field.type(), "value->" + CNames.identifier(field.name())));
          need(field.type(), before);
        }
      }
      case Type.ListOf(Type element) -> {
        s.arguments(
            "static void get_" + CTypes.mangled(type),
            List.of(call, types.of(type) + " *list"),
            " {");
        s.line("size_t count = vaccel_get_count(call, " + element.minBytes(api) + ");");
        String item = types.of(element);
        s.line(
            CTypes.declaration(item + (item.endsWith("*") ? "*" : " *"), "items")
                + " = vaccel_take(call, count, sizeof *items);");
        s.line("for (size_t i = 0; i < count && items != NULL; i++) {");
        s.line(get(element, "items[i]"));
        need(element, before);
        s.line("}");
        s.line("list->items = items;");
        s.line("list->count = items == NULL ? 0 : count;");
      }
      case Type.Simple _, Type.HandleRef _ -> throw new IllegalStateException(type.text());
    }
    s.line("}");
    before.forEach(needed -> getter(needed, done, text));
    text.append(s);
  }

  private void enumGetter(CSource s, String name, Type type) {
    s.line(
        "static "
            + types.of(type)
            + " get_"
            + CTypes.mangled(type)
            + "(struct vaccel_call *call) {");
    s.line("int64_t number = vaccel_get_i64(call);");
    s.line("switch (number) {");
    for (Api.Constant constant : api.enumType(name).constants()) {
      s.line("  case " + constant.number() + ":");
    }
    s.line("    return (" + types.of(type) + ")number;");
    s.line("  default:");
    s.line("    vaccel_bad_enum(call, \"the " + name + "\", number);");
    s.line(
        "    return "
            + types.constant(name, api.enumType(name).constants().getFirst().name())
            + ";");
    s.line("}");
  }

  private static void need(Type type, Set<Type> needed) {
    if (!(type instanceof Type.Simple || type instanceof Type.HandleRef)) {
      needed.add(type);
    }
  }
}
