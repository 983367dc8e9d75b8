package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;

/** Compiles size expressions of one operation to Java, checking every name. */
final class JavaSizes {
  private static final String SIZES = "dev.vaccel.api.spi.Sizes";

  private final Api api;
  private final Operation operation;

  JavaSizes(Api api, Operation operation) {
    this.api = api;
    this.operation = operation;
  }

  /** The Java expression of type long. */
  String compile(String expression) {
    return java(SizeExpression.parse(expression));
  }

  private String java(SizeExpression expression) {
    return switch (expression) {
      case SizeExpression.Constant(long value) -> value + "L";
      case SizeExpression.Variable(String name) -> number(name);
      case SizeExpression.Length(String name) -> segment(name) + ".byteSize()";
      case SizeExpression.Binary binary -> binary(binary);
      case SizeExpression.Choice(
              String name,
              String equals,
              SizeExpression yes,
              SizeExpression no) ->
          "(" + condition(name, equals) + " ? " + java(yes) + " : " + java(no) + ")";
    };
  }

  private String binary(SizeExpression.Binary binary) {
    String operands = "(" + java(binary.left()) + ", " + java(binary.right()) + ")";
    return switch (binary.operator()) {
      case "min", "max" -> "Math." + binary.operator() + operands;
      default -> SIZES + "." + name(binary.operator()) + operands;
    };
  }

  private static String name(String operator) {
    return switch (operator) {
      case "+" -> "add";
      case "-" -> "sub";
      default -> "mul";
    };
  }

  private String condition(String name, String equals) {
    Parameter parameter = parameter(name);
    if (parameter.type() instanceof Type.EnumRef(String enumName)) {
      Api.EnumType type = api.enumType(enumName);
      if (type.constants().stream().noneMatch(c -> c.name().equals(equals))) {
        throw fault("'" + equals + "' is no constant of " + enumName);
      }
      return name + " == " + type.javaType() + "." + equals;
    }
    number(name);
    return name + " == " + (Character.isDigit(equals.charAt(0)) ? equals : number(equals));
  }

  private String number(String name) {
    if (parameter(name).type() instanceof Type.Simple simple
        && simple.isNumber()
        && simple != Type.Simple.BOOL) {
      return name;
    }
    throw fault("parameter '" + name + "' is not a number");
  }

  private String segment(String name) {
    Parameter parameter = parameter(name);
    if (parameter.direction() != Api.Direction.IN || !parameter.size().isEmpty()) {
      throw fault("'" + name + ".length': only an in segment without a size has a length");
    }
    return name;
  }

  private Parameter parameter(String name) {
    return operation.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> fault("there is no parameter '" + name + "'"));
  }

  private DescriptionException fault(String what) {
    return new DescriptionException(operation.name() + ": size expression: " + what);
  }
}
