package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Descriptions for tests. */
final class Samples {
  private Samples() {}

  /** Every kind of thing that a description can hold. */
  static Api everything() {
    return new Api(
        7,
        "sample",
        2,
        "p.Sample",
        "A \"sample\" <of> all\nthings.",
        List.of(mode(new Api.Constant("SLOW", 0), new Api.Constant("FAST", 5))),
        List.of(
            new Api.RecordType(
                "Point",
                "p.Point",
                List.of(
                    new Api.Field("x", Type.Simple.I32),
                    new Api.Field("y", Type.Simple.I32),
                    new Api.Field("rest", new Type.ListOf(new Type.EnumRef("Mode")))))),
        List.of(new Api.HandleType("Item", "p.Item")),
        List.of(
            operation(
                1,
                "copy",
                null,
                value("m", Type.Simple.I32),
                value("n", Type.Simple.I32),
                value("mode", new Type.EnumRef("Mode")),
                new Parameter("a", Type.Simple.SEGMENT, Direction.IN, "", ""),
                new Parameter(
                    "b",
                    Type.Simple.SEGMENT,
                    Direction.IN_OUT,
                    "4 * m",
                    "if(mode == FAST, 0, 4 * m)"),
                new Parameter("c", Type.Simple.SEGMENT, Direction.OUT, "a.length", "")),
            new Operation(
                2,
                "points",
                3,
                true,
                true,
                true,
                true,
                "n * n",
                "Documented.",
                List.of(value("item", new Type.HandleRef("Item")), value("n", Type.Simple.I64)),
                new Type.ListOf(new Type.RecordRef("Point")))));
  }

  static Api.EnumType mode(Api.Constant... constants) {
    return new Api.EnumType("Mode", "p.Mode", List.of(constants));
  }

  static Parameter value(String name, Type type) {
    return new Parameter(name, type, Direction.VALUE, "", "");
  }

  static Operation operation(
      int code, String name, @Nullable Type returns, Parameter... parameters) {
    return new Operation(
        code, name, 1, false, false, false, false, "", "", List.of(parameters), returns);
  }

  static Api withOperations(Api api, List<Operation> operations) {
    return new Api(
        api.id(),
        api.name(),
        api.version(),
        api.javaType(),
        api.doc(),
        api.enums(),
        api.records(),
        api.handles(),
        operations);
  }

  static Api withVersion(Api api, int id, int version) {
    return new Api(
        id,
        api.name(),
        version,
        api.javaType(),
        api.doc(),
        api.enums(),
        api.records(),
        api.handles(),
        api.operations());
  }

  static Api withTypes(Api api, List<Api.EnumType> enums, List<Api.RecordType> records) {
    return new Api(
        api.id(),
        api.name(),
        api.version(),
        api.javaType(),
        api.doc(),
        enums,
        records,
        api.handles(),
        api.operations());
  }

  /** The API with its first operation changed. */
  static Api withFirst(Api api, UnaryOperator<Operation> change) {
    return withOperations(
        api, List.of(change.apply(api.operations().getFirst()), api.operations().get(1)));
  }

  static Operation with(
      Operation o, String name, int version, boolean idempotent, List<Parameter> parameters) {
    return new Operation(
        o.code(),
        name,
        version,
        idempotent,
        o.cheap(),
        o.privileged(),
        o.inPlace(),
        o.cost(),
        o.doc(),
        parameters,
        o.returns());
  }
}
