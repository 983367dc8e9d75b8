package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What holds for every description, whichever front end read it: emitters rely on it. Names are
 * plain ASCII, so that they serve as identifiers in Java and C and as file names.
 */
public final class ApiRules {
  private static final int MAX_NUMBER = 0xffff;
  private static final Pattern API_NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private final Api api;

  private ApiRules(Api api) {
    this.api = api;
  }

  /**
   * Checks a description.
   *
   * @throws DescriptionException naming the first fault
   */
  public static void check(Api api) {
    new ApiRules(api).check();
  }

  private void check() {
    if (!API_NAME.matcher(api.name()).matches()) {
      throw new DescriptionException(
          "API name '" + api.name() + "': expected lower-case letters, digits and dashes");
    }
    checkNumber("id", api.id());
    checkNumber("version", api.version());
    checkTypes();
    Set<Integer> codes = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Operation operation : api.operations()) {
      checkName(operation.name());
      checkNumber(operation.name() + ": code", operation.code());
      checkNumber(operation.name() + ": version", operation.version());
      if (!codes.add(operation.code()) || !names.add(operation.name())) {
        throw fault(operation.name() + ": its code or name is used twice in this API");
      }
      checkOperation(operation);
    }
  }

  private void checkTypes() {
    Set<String> names = new HashSet<>();
    for (Api.EnumType type : api.enums()) {
      checkUnique(names, type.name());
      checkDistinct(type.name(), type.constants().stream().map(Api.Constant::name).toList());
      checkDistinct(type.name(), type.constants().stream().map(Api.Constant::number).toList());
      type.constants().forEach(c -> checkName(c.name()));
    }
    for (Api.RecordType type : api.records()) {
      checkUnique(names, type.name());
      checkDistinct(type.name(), type.fields().stream().map(Api.Field::name).toList());
      type.fields().forEach(f -> checkName(f.name()));
      checkType(new Type.RecordRef(type.name()), Set.of());
    }
    api.handles().forEach(h -> checkUnique(names, h.name()));
  }

  private void checkDistinct(String type, List<?> values) {
    if (values.isEmpty() || new HashSet<>(values).size() != values.size()) {
      throw fault(type + ": expected at least one constant or field, and none twice");
    }
  }

  private void checkUnique(Set<String> names, String name) {
    checkName(name);
    if (!names.add(name)) {
      throw fault("type " + name + " is described twice");
    }
  }

  /** That a type is described, and no record contains itself. */
  private void checkType(Type type, Set<String> inside) {
    switch (type) {
      case Type.Simple _ -> {}
      case Type.EnumRef(String name) -> api.enumType(name);
      case Type.HandleRef(String name) -> api.handleType(name);
      case Type.ListOf(Type element) -> checkType(element, inside);
      case Type.RecordRef(String name) -> {
        if (inside.contains(name)) {
          throw fault("record " + name + " contains itself");
        }
        Set<String> deeper = new HashSet<>(inside);
        deeper.add(name);
        api.recordType(name).fields().forEach(f -> checkType(f.type(), deeper));
      }
    }
  }

  private void checkOperation(Operation operation) {
    Type returns = operation.returns();
    if (returns != null) {
      checkType(returns, Set.of());
    }
    JavaSizes sizes = new JavaSizes(api, operation);
    Set<String> names = new HashSet<>();
    for (Parameter p : operation.parameters()) {
      checkName(p.name());
      checkType(p.type(), Set.of());
      if (!names.add(p.name())
          || (p.type() == Type.Simple.SEGMENT) != (p.direction() != Direction.VALUE)) {
        throw fault(
            operation.name()
                + ": parameter "
                + p.name()
                + " stands twice, or is memory without direction");
      }
      switch (p.direction()) {
        case VALUE -> {}
        case IN -> {
          if (!p.size().isEmpty()) {
            sizes.sizeOfIn(p);
          }
        }
        case OUT -> sizes.sizeOf(p);
        case IN_OUT -> {
          sizes.sent(p);
          if (operation.idempotent()) {
            // What it reads may have been overwritten before the call failed.
            throw fault(operation.name() + ": changes " + p.name() + " and is not idempotent then");
          }
        }
      }
    }
    if (!operation.cost().isEmpty()) {
      sizes.cost();
    }
  }

  private void checkNumber(String what, int number) {
    if (number < 1 || number > MAX_NUMBER) {
      throw fault(what + " " + number + ": expected 1 to " + MAX_NUMBER);
    }
  }

  private void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw fault("name '" + name + "': expected ASCII letters, digits and underscores");
    }
  }

  private DescriptionException fault(String what) {
    return new DescriptionException(api.name() + ": " + what);
  }
}
