package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Emits the C client of one API: a header with its types and a function for each operation, and the
 * source of those, both on the core of guest/c. What travels is what {@link BindingEmitter} says.
 */
public final class CEmitter {
  private static final String GENERATED =
      "/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */";
  private static final String[] TAKEN = {"session", "result", "call", "state"};

  private final Api api;
  private final CTypes types;
  private final CValues values;

  /**
   * An emitter for one API.
   *
   * @throws DescriptionException if the description breaks {@link ApiRules}, or two of its names
   *     cannot be told apart in C
   */
  public CEmitter(Api api) {
    ApiRules.check(api);
    this.api = api;
    this.types = new CTypes(api);
    this.values = new CValues(api, types);
    CNames.requireDistinct(
        api.name(), api.operations().stream().map(Operation::name).toList(), "api");
    api.operations().forEach(this::checkNames);
  }

  private void checkNames(Operation operation) {
    List<String> names = new ArrayList<>();
    for (Parameter p : operation.parameters()) {
      names.add(p.name());
      if (p.type() instanceof Type.ListOf) {
        names.add(p.name() + "_count");
      } else if (p.direction() != Direction.VALUE) {
        names.add(p.size().isEmpty() ? p.name() + "_length" : "size_of_" + p.name());
      }
    }
    CNames.requireDistinct(api.name() + "." + operation.name(), names, TAKEN);
  }

  /** Name of both files, without what follows the dot. */
  public String baseName() {
    return CNames.snake(api.name());
  }

  /** The text of the header, for {@code <vaccel/NAME.h>}. */
  public String header() {
    String guard = "VACCEL_" + CNames.upper(api.name()) + "_H";
    CSource s = new CSource();
    s.raw(GENERATED).raw(CComments.block("", api.doc()));
    s.raw("#ifndef " + guard).raw("#define " + guard).raw("");
    s.raw("#include <vaccel/guest.h>").raw("");
    s.raw("#ifdef __cplusplus").raw("extern \"C\" {").raw("#endif").raw("");
    s.raw("/* For struct vaccel_options. */");
    s.raw("extern const struct vaccel_api " + types.prefix() + "api;");
    types.declare(s);
    for (Operation operation : api.operations()) {
      s.raw("").raw(CComments.block("", CComments.of(operation)));
      s.arguments("int " + function(operation), parameters(operation), ";");
    }
    s.raw("").raw("#ifdef __cplusplus").raw("}").raw("#endif").raw("").raw("#endif");
    return s.toString();
  }

  /** The text of the source. */
  public String source() {
    CSource operations = new CSource();
    for (int i = 0; i < api.operations().size(); i++) {
      operations.line("");
      body(operations, api.operations().get(i), i);
    }
    CSource s = new CSource();
    s.raw(GENERATED);
    s.raw("#include <vaccel/call.h>").raw("#include <vaccel/" + baseName() + ".h>").raw("");
    s.line("static const struct vaccel_operation operations[] = {");
    for (int i = 0; i < api.operations().size(); i++) {
      Operation o = api.operations().get(i);
      String comma = i + 1 < api.operations().size() ? "," : "";
      s.line(
          String.format(
              Locale.ROOT,
              "{\"%s\", %d, UINT32_C(0x%08x)}%s",
              o.name(),
              o.code(),
              Signatures.hash(api, o),
              comma));
    }
    s.line("};").line("");
    s.line("const struct vaccel_api " + types.prefix() + "api = {");
    s.line(
        String.format(
            Locale.ROOT,
            "\"%s\", %d, %d, UINT64_C(0x%016x), operations, sizeof operations / sizeof"
                + " *operations};",
            api.name(),
            api.id(),
            api.version(),
            Signatures.hash(api)));
    return s + values.helpers() + operations;
  }

  private String function(Operation operation) {
    return types.prefix() + CNames.snake(operation.name());
  }

  private List<String> parameters(Operation operation) {
    List<String> list = new ArrayList<>();
    list.add("struct vaccel_session *session");
    for (Parameter p : operation.parameters()) {
      String name = CNames.identifier(p.name());
      switch (p.direction()) {
        case VALUE -> {
          if (p.type() instanceof Type.ListOf(Type element)) {
            list.add(CTypes.declaration(types.itemType(element) + " *", name));
            list.add("size_t " + name + "_count");
          } else if (CTypes.byAddress(p.type())) {
            list.add("const " + types.of(p.type()) + " *" + name);
          } else {
            list.add(CTypes.declaration(types.of(p.type()), name));
          }
        }
        case IN -> list.add("const void *" + name);
        case OUT, IN_OUT -> list.add("void *" + name);
      }
      if (p.direction() != Direction.VALUE && p.size().isEmpty()) {
        list.add("size_t " + name + "_length");
      }
    }
    Type returns = operation.returns();
    if (returns != null) {
      String type = types.of(returns);
      list.add(type + (type.endsWith("*") ? "*result" : " *result"));
    }
    return list;
  }

  private void body(CSource s, Operation operation, int index) {
    CSizes sizes = new CSizes(api, types, operation);
    s.arguments("int " + function(operation), parameters(operation), " {");
    s.line("struct vaccel_call state;").line("struct vaccel_call *call = &state;");
    s.line("vaccel_call_begin(call, session, &" + types.prefix() + "api, " + index + ");");
    for (Parameter p : operation.segments()) {
      if (!p.size().isEmpty()) {
        s.arguments(
            "uint64_t " + size(p) + " = vaccel_size",
            List.of("call", "\"" + p.name() + "\"", sizes.compile(p.size())),
            ";");
      }
    }
    for (Parameter p : operation.values()) {
      String name = CNames.identifier(p.name());
      s.line(
          p.type() instanceof Type.ListOf list
              ? values.putList(list, name, name + "_count")
              : values.put(p.type(), name));
    }
    for (Parameter p : operation.segments()) {
      String name = CNames.identifier(p.name());
      switch (p.direction()) {
        case IN -> s.line("vaccel_put_memory(call, " + name + ", " + size(p) + ");");
        case IN_OUT -> {
          String sent =
              p.sent().equals(p.size())
                  ? size(p)
                  : "vaccel_size(call, \"" + p.name() + "\", " + sizes.sent(p, size(p)) + ")";
          s.arguments("vaccel_put_memory", List.of("call", name, sent), ";");
        }
        case OUT, VALUE -> {}
      }
    }
    s.line("vaccel_call_invoke(call);");
    for (Parameter p : operation.segments()) {
      if (p.direction() != Direction.IN) {
        String name = CNames.identifier(p.name());
        s.line("vaccel_get_memory(call, " + name + ", " + size(p) + ");");
      }
    }
    if (operation.returns() != null) {
      s.line(values.get(operation.returns(), "*result"));
    }
    s.line("return vaccel_call_end(call);");
    s.line("}");
  }

  private static String size(Parameter p) {
    return p.size().isEmpty()
        ? CNames.identifier(p.name()) + "_length"
        : "size_of_" + CNames.snake(p.name());
  }
}
