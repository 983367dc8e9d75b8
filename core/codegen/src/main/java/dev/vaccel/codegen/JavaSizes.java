package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;

/** Compiles size expressions of one operation to Java, checking every name. */
final class JavaSizes {
  private static final String SIZES = "Sizes";

  private final Api api;
  private final Operation operation;

  JavaSizes(Api api, Operation operation) {
    this.api = api;
    this.operation = operation;
  }

  /** The name of a parameter in generated code: apart from all other names there. */
  static String local(String parameter) {
    return "p_" + parameter;
  }

  /** Size of an in segment: it may depend on what is read before it, on either side of a wire. */
  String sizeOfIn(Parameter parameter) {
    return compile(parameter, parameter.size(), operation.segments().indexOf(parameter));
  }

  /** Size of what an in-out segment sends: all of it or nothing. */
  String sent(Parameter parameter) {
    String size = sizeOf(parameter);
    String sent = compile(parameter, parameter.sent(), operation.segments().indexOf(parameter));
    if (!SizeExpression.isAllOrNothing(
        SizeExpression.parse(parameter.sent()), SizeExpression.parse(parameter.size()))) {
      throw fault(
          parameter.name(),
          "'" + parameter.sent() + "' is sent: expected 0, the size, or a choice between them");
    }
    return size.equals(sent) ? size : sent;
  }

  /** Size of an out or in-out segment: it may depend on all that is read. */
  String sizeOf(Parameter parameter) {
    return compile(parameter, parameter.size(), operation.segments().size());
  }

  /** The cost of the operation, which has one. */
  String cost() {
    return compile("cost", operation.cost(), operation.segments().size());
  }

  private String compile(Parameter parameter, String text, int lengthsKnown) {
    return compile(parameter.name(), text, lengthsKnown);
  }

  /**
   * The Java expression of type long.
   *
   * @param lengthsKnown number of segments, from the first, that have been read by then
   */
  private String compile(String what, String text, int lengthsKnown) {
    SizeExpression expression;
    try {
      expression = SizeExpression.parse(text);
    } catch (DescriptionException e) {
      throw fault(what, e.getMessage());
    }
    List<String> known =
        operation.segments().subList(0, lengthsKnown).stream().map(Parameter::name).toList();
    SizeExpression.lengths(expression)
        .filter(name -> operation.segments().stream().anyMatch(p -> p.name().equals(name)))
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw fault(what, "'" + name + ".length' is not known yet: it comes later");
            });
    try {
      return java(expression);
    } catch (DescriptionException e) {
      throw fault(what, e.getMessage());
    }
  }

  private String java(SizeExpression expression) {
    return switch (expression) {
      case SizeExpression.Constant(long value) -> value + "L";
      case SizeExpression.Variable(String name) -> local(integer(name).name());
      case SizeExpression.Length(String name) -> local(whole(name).name()) + ".byteSize()";
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
      case "+" -> SIZES + ".add" + operands;
      case "-" -> SIZES + ".sub" + operands;
      default -> SIZES + ".mul" + operands;
    };
  }

  private String condition(String name, String equals) {
    Parameter parameter = parameter(name);
    if (parameter.type() instanceof Type.EnumRef(String enumName)) {
      Api.EnumType type = api.enumType(enumName);
      if (type.constants().stream().noneMatch(c -> c.name().equals(equals))) {
        throw new DescriptionException("'" + equals + "' is no constant of " + enumName);
      }
      return local(name) + " == " + type.javaType() + "." + equals;
    }
    String left = local(number(name).name());
    boolean literal = Character.isDigit(equals.charAt(0));
    return left + " == " + (literal ? equals + "L" : local(number(equals).name()));
  }

  private Parameter number(String name) {
    Parameter parameter = parameter(name);
    if (parameter.type() instanceof Type.Simple simple && simple.isNumber()) {
      return parameter;
    }
    throw new DescriptionException("parameter '" + name + "' is not a number");
  }

  private Parameter integer(String name) {
    Parameter parameter = parameter(name);
    if (parameter.type() instanceof Type.Simple simple && simple.isInteger()) {
      return parameter;
    }
    throw new DescriptionException("parameter '" + name + "' is not an integer");
  }

  private Parameter whole(String name) {
    Parameter parameter = parameter(name);
    if (parameter.direction() != Api.Direction.IN || !parameter.size().isEmpty()) {
      throw new DescriptionException(
          "'" + name + ".length': only an in segment without a size has a length");
    }
    return parameter;
  }

  private Parameter parameter(String name) {
    return operation.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new DescriptionException("there is no parameter '" + name + "'"));
  }

  private DescriptionException fault(String what, String fault) {
    return new DescriptionException(
        api.name() + "." + operation.name() + ": " + what + ": " + fault);
  }
}
