package dev.vaccel.codegen;

import java.util.LinkedHashSet;
import java.util.Set;

/** C types of described types, and the declarations of those that an API brings. */
final class CTypes {
  private final Api api;
  private final String prefix;

  CTypes(Api api) {
    this.api = api;
    this.prefix = "vaccel_" + CNames.snake(api.name()) + "_";
  }

  /** Begins every name of the API. */
  String prefix() {
    return prefix;
  }

  /** Type of a variable that holds a value: a field, a result, an element. */
  String of(Type type) {
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case BOOL -> "bool";
            case I8 -> "int8_t";
            case I16 -> "int16_t";
            case I32 -> "int32_t";
            case I64 -> "int64_t";
            case F32 -> "float";
            case F64 -> "double";
            case STRING -> "const char *";
            case RESOURCE -> "struct vaccel_resource";
            case TENSOR -> "struct vaccel_tensor";
            case SEGMENT -> "struct vaccel_bytes";
          };
      case Type.EnumRef(String name) -> "enum " + prefix + CNames.snake(name);
      case Type.RecordRef(String name) -> "struct " + prefix + CNames.snake(name);
      case Type.HandleRef(String name) -> "struct " + prefix + CNames.snake(name);
      case Type.ListOf _ -> "struct " + prefix + mangled(type);
    };
  }

  /** Whether a parameter of this type is passed by its address. */
  static boolean byAddress(Type type) {
    return type instanceof Type.RecordRef
        || type == Type.Simple.RESOURCE
        || type == Type.Simple.TENSOR;
  }

  /** A type as part of a name: {@code label_list}. */
  static String mangled(Type type) {
    return switch (type) {
      case Type.Simple simple -> simple == Type.Simple.STRING ? "text" : simple.text();
      case Type.EnumRef(String name) -> CNames.snake(name);
      case Type.RecordRef(String name) -> CNames.snake(name);
      case Type.HandleRef(String name) -> CNames.snake(name);
      case Type.ListOf(Type element) -> mangled(element) + "_list";
    };
  }

  /** Name of an enum's constant. */
  String constant(String enumName, String constant) {
    return CNames.upper(prefix + enumName) + "_" + CNames.upper(constant);
  }

  /** A declaration: pointers keep their star at the name. */
  static String declaration(String type, String name) {
    return type.endsWith("*") ? type + name : type + " " + name;
  }

  /** Declares what the API's header needs, each type before it is part of another. */
  void declare(CSource source) {
    CNames.requireDistinct(api.name(), typeNames());
    for (Api.EnumType type : api.enums()) {
      CNames.requireDistinct(
          type.name(), type.constants().stream().map(Api.Constant::name).toList());
      source.line("");
      source.line("enum " + prefix + CNames.snake(type.name()) + " {");
      for (int i = 0; i < type.constants().size(); i++) {
        Api.Constant constant = type.constants().get(i);
        String comma = i + 1 < type.constants().size() ? "," : "";
        source.line(constant(type.name(), constant.name()) + " = " + constant.number() + comma);
      }
      source.line("};");
    }
    for (Api.HandleType type : api.handles()) {
      source.line("").line("/* Valid in the session that made it. */");
      source.line("struct " + prefix + CNames.snake(type.name()) + " {");
      source.line("int64_t value;").line("};");
    }
    Set<Type> done = new LinkedHashSet<>();
    api.records().forEach(r -> declare(source, new Type.RecordRef(r.name()), done));
    for (Api.Operation operation : api.operations()) {
      Type returns = operation.returns();
      if (returns != null) {
        declare(source, returns, done);
      }
      for (Api.Parameter parameter : operation.values()) {
        // A list itself is passed as elements and their number.
        declare(
            source,
            parameter.type() instanceof Type.ListOf(Type element) ? element : parameter.type(),
            done);
      }
    }
  }

  private Iterable<String> typeNames() {
    Set<String> names = new LinkedHashSet<>();
    api.enums().forEach(t -> names.add(t.name()));
    api.records().forEach(t -> names.add(t.name()));
    api.handles().forEach(t -> names.add(t.name()));
    return names;
  }

  private void declare(CSource source, Type type, Set<Type> done) {
    if (!(type instanceof Type.RecordRef || type instanceof Type.ListOf) || !done.add(type)) {
      return;
    }
    if (type instanceof Type.ListOf(Type element)) {
      declare(source, element, done);
      source.line("").line(of(type) + " {");
      source.line(declaration(itemType(element) + " *", "items") + ";").line("size_t count;");
      source.line("};");
    } else if (type instanceof Type.RecordRef(String name)) {
      Api.RecordType described = api.recordType(name);
      CNames.requireDistinct(name, described.fields().stream().map(Api.Field::name).toList());
      described.fields().forEach(f -> declare(source, f.type(), done));
      source.line("").line(of(type) + " {");
      described
          .fields()
          .forEach(f -> source.line(declaration(of(f.type()), CNames.identifier(f.name())) + ";"));
      source.line("};");
    }
  }

  /** Elements of a list that are not to be changed through it. */
  String itemType(Type element) {
    return element == Type.Simple.STRING ? "const char *const" : "const " + of(element);
  }
}
