package dev.vaccel.codegen;

import java.util.ArrayList;
import java.util.List;

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
 * A NAME is a number parameter; {@code x.length} the bytes of an in segment that travels whole; the
 * condition compares a number parameter with a number or another number parameter, or an enum
 * parameter with a constant.
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

  /** A choice by equality. */
  record Choice(String name, String equals, SizeExpression yes, SizeExpression no)
      implements SizeExpression {}

  /**
   * Reads an expression.
   *
   * @throws DescriptionException naming the place of the first fault
   */
  static SizeExpression parse(String text) {
    Parser parser = new Parser(text);
    SizeExpression expression = parser.sum();
    parser.expectEnd();
    return expression;
  }

  /** Names that the expression uses as segment lengths. */
  static List<String> lengths(SizeExpression expression) {
    return switch (expression) {
      case Constant _, Variable _ -> List.of();
      case Length(String name) -> List.of(name);
      case Binary(_, SizeExpression left, SizeExpression right) -> both(left, right);
      case Choice(_, _, SizeExpression yes, SizeExpression no) -> both(yes, no);
    };
  }

  private static List<String> both(SizeExpression left, SizeExpression right) {
    List<String> names = new ArrayList<>(lengths(left));
    names.addAll(lengths(right));
    return names;
  }

  /** Recursive descent over {@code text}. Confined to one thread. */
  final class Parser {
    // Deeper nesting than this is a mistake, and would only serve to exhaust the stack.
    private static final int MAX_DEPTH = 64;

    private final String text;
    private int at;
    private int depth;

    private Parser(String text) {
      this.text = text;
    }

    private SizeExpression sum() {
      if (++depth > MAX_DEPTH) {
        throw fault("nesting of at most " + MAX_DEPTH);
      }
      SizeExpression left = product();
      while (true) {
        if (accept("+")) {
          left = new Binary("+", left, product());
        } else if (accept("-")) {
          left = new Binary("-", left, product());
        } else {
          depth--;
          return left;
        }
      }
    }

    private SizeExpression product() {
      SizeExpression left = factor();
      while (accept("*")) {
        left = new Binary("*", left, factor());
      }
      return left;
    }

    private SizeExpression factor() {
      if (accept("(")) {
        SizeExpression inner = sum();
        expect(")");
        return inner;
      }
      String word = word();
      if (Character.isDigit(word.charAt(0))) {
        return new Constant(number(word));
      }
      switch (word) {
        case "min", "max":
          expect("(");
          SizeExpression left = sum();
          expect(",");
          SizeExpression right = sum();
          expect(")");
          return new Binary(word, left, right);
        case "if":
          expect("(");
          String name = word();
          expect("==");
          String equals = word();
          expect(",");
          SizeExpression yes = sum();
          expect(",");
          SizeExpression no = sum();
          expect(")");
          return new Choice(name, equals, yes, no);
        default:
          if (accept(".")) {
            expect("length");
            return new Length(word);
          }
          return new Variable(word);
      }
    }

    private long number(String word) {
      try {
        return Long.parseLong(word);
      } catch (NumberFormatException _) {
        throw fault("a 64-bit number instead of '" + word + "'");
      }
    }

    private String word() {
      skipSpace();
      int start = at;
      while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
        at++;
      }
      if (start == at) {
        throw fault("a number, name or parenthesis");
      }
      return text.substring(start, at);
    }

    private boolean accept(String token) {
      skipSpace();
      if (text.startsWith(token, at)) {
        at += token.length();
        return true;
      }
      return false;
    }

    private void expect(String token) {
      if (!accept(token)) {
        throw fault("'" + token + "'");
      }
    }

    private void expectEnd() {
      skipSpace();
      if (at < text.length()) {
        throw fault("the end");
      }
    }

    private void skipSpace() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private DescriptionException fault(String expected) {
      return new DescriptionException(
          "size expression '" + text + "': expected " + expected + " at column " + (at + 1));
    }
  }
}
