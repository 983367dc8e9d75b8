package dev.vaccel.codegen;

import java.util.stream.Stream;

/**
 * The language of sizes: total (no loops, no calls out), over 64-bit integers, so that both sides
 * of a wire compute the same length and check it.
 *
 * <pre>
 * sum     := product (('+' | '-') product)*
 * product := factor ('*' factor)*
 * factor  := NUMBER | NAME | NAME '.' 'length' | '(' sum ')'
 *          | 'min' '(' sum ',' sum ')' | 'max' '(' sum ',' sum ')'
 *          | 'if' '(' NAME '==' (NUMBER | NAME) ',' sum ',' sum ')'
 * </pre>
 *
 * A NAME is an integer parameter; {@code x.length} the bytes of an in segment that travels whole;
 * the condition compares a number parameter (also a floating-point one) with a number or another
 * number parameter, or an enum parameter with a constant. Names are ASCII letters, digits and
 * underscores; numbers decimal. An expression that does not fit 64 bits is an error when it is
 * computed.
 */
public sealed interface SizeExpression {
  /** A number. */
  record Constant(long value) implements SizeExpression {}

  /** The value of a number parameter. */
  record Variable(String name) implements SizeExpression {}

  /** The bytes of a segment parameter. */
  record Length(String name) implements SizeExpression {}

  /** A binary operation: one of {@code + - * min max}. */
  record Binary(String operator, SizeExpression left, SizeExpression right)
      implements SizeExpression {}

  /**
   * A choice by equality.
   *
   * @param equals name of a constant or parameter, or a decimal number
   */
  record Choice(String name, String equals, SizeExpression yes, SizeExpression no)
      implements SizeExpression {}

  /**
   * Reads an expression.
   *
   * @throws DescriptionException naming the place of the first fault
   */
  static SizeExpression parse(String text) {
    return new SizeParser(text).parse();
  }

  /** Names that the expression uses as segment lengths. */
  static Stream<String> lengths(SizeExpression expression) {
    return switch (expression) {
      case Constant _, Variable _ -> Stream.empty();
      case Length(String name) -> Stream.of(name);
      case Binary(_, SizeExpression left, SizeExpression right) ->
          Stream.concat(lengths(left), lengths(right));
      case Choice(_, _, SizeExpression yes, SizeExpression no) ->
          Stream.concat(lengths(yes), lengths(no));
    };
  }

  /** Whether {@code part} is, for any arguments, either 0 or what {@code whole} is. */
  static boolean isAllOrNothing(SizeExpression part, SizeExpression whole) {
    return part.equals(whole)
        || switch (part) {
          case Constant(long value) -> value == 0;
          case Choice(_, _, SizeExpression yes, SizeExpression no) ->
              isAllOrNothing(yes, whole) && isAllOrNothing(no, whole);
          case Variable _, Length _, Binary _ -> false;
        };
  }
}
