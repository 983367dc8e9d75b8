package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Compiles size expressions of one operation to C. The names in them have been checked ({@link
 * ApiRules}).
 */
final class CSizes {
  private final Api api;
  private final CTypes types;
  private final Operation operation;

  CSizes(Api api, CTypes types, Operation operation) {
    this.api = api;
    this.types = types;
    this.operation = operation;
  }

  /** The C expression, of type int64_t. */
  String compile(String text) {
    return c(SizeExpression.parse(text), null, "");
  }

  /** The C expression of what an in-out parameter sends, where its size has been computed. */
  String sent(Parameter parameter, String computedSize) {
    return c(
        SizeExpression.parse(parameter.sent()),
        SizeExpression.parse(parameter.size()),
        "(int64_t)" + computedSize);
  }

  private String c(SizeExpression expression, @Nullable SizeExpression known, String computed) {
    if (expression.equals(known)) {
      return computed;
    }
    return switch (expression) {
      case SizeExpression.Constant(long value) ->
          value == (int) value ? Long.toString(value) : "INT64_C(" + value + ")";
      case SizeExpression.Variable(String name) -> CNames.identifier(name);
      case SizeExpression.Length(String name) -> "(int64_t)" + CNames.identifier(name) + "_length";
      case SizeExpression.Binary binary -> binary(binary, known, computed);
      case SizeExpression.Choice(
              String name,
              String equals,
              SizeExpression yes,
              SizeExpression no) ->
          "("
              + condition(name, equals)
              + " ? "
              + c(yes, known, computed)
              + " : "
              + c(no, known, computed)
              + ")";
    };
  }

  private String binary(
      SizeExpression.Binary binary, @Nullable SizeExpression known, String computed) {
    String operands =
        c(binary.left(), known, computed) + ", " + c(binary.right(), known, computed) + ")";
    return switch (binary.operator()) {
      case "min", "max" -> "vaccel_" + binary.operator() + "(" + operands;
      case "+" -> "vaccel_add(call, " + operands;
      case "-" -> "vaccel_sub(call, " + operands;
      default -> "vaccel_mul(call, " + operands;
    };
  }

  private String condition(String name, String equals) {
    Parameter parameter =
        operation.parameters().stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow();
    String left = CNames.identifier(name) + " == ";
    if (parameter.type() instanceof Type.EnumRef(String enumName)) {
      return left + types.constant(api.enumType(enumName).name(), equals);
    }
    return left + (Character.isDigit(equals.charAt(0)) ? equals : CNames.identifier(equals));
  }
}
