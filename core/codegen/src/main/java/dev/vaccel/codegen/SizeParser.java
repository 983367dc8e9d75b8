package dev.vaccel.codegen;

import dev.vaccel.codegen.SizeExpression.Binary;
import dev.vaccel.codegen.SizeExpression.Choice;
import dev.vaccel.codegen.SizeExpression.Constant;
import dev.vaccel.codegen.SizeExpression.Length;
import dev.vaccel.codegen.SizeExpression.Variable;

/** Recursive descent over the text of a size expression. Used once, by one thread. */
final class SizeParser {
  // Deeper or longer than this is a mistake, and would only serve to exhaust the stack.
  private static final int MAX_DEPTH = 64;
  private static final int MAX_LENGTH = 2048;

  private final String text;
  private int at;
  private int depth;

  SizeParser(String text) {
    this.text = text;
  }

  SizeExpression parse() {
    if (text.length() > MAX_LENGTH) {
      throw new DescriptionException(
          "size expression of " + text.length() + " characters: expected at most " + MAX_LENGTH);
    }
    SizeExpression expression = sum();
    skipSpace();
    if (at < text.length()) {
      throw fault("the end");
    }
    return expression;
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
    String word = word("a number, name or parenthesis");
    if (isDigit(word.charAt(0))) {
      return new Constant(number(word));
    }
    return switch (word) {
      case "min", "max" -> pair(word);
      case "if" -> choice();
      default -> {
        if (accept(".")) {
          expectLength();
          yield new Length(word);
        }
        yield new Variable(word);
      }
    };
  }

  private SizeExpression pair(String operator) {
    expect("(");
    SizeExpression left = sum();
    expect(",");
    SizeExpression right = sum();
    expect(")");
    return new Binary(operator, left, right);
  }

  private SizeExpression choice() {
    expect("(");
    String name = word("the name of a parameter");
    expect("==");
    String equals = word("a number or name");
    if (isDigit(equals.charAt(0))) {
      // As decimal digits without leading zeros, which mean something else in Java and C.
      equals = Long.toString(number(equals));
    }
    expect(",");
    SizeExpression yes = sum();
    expect(",");
    SizeExpression no = sum();
    expect(")");
    return new Choice(name, equals, yes, no);
  }

  private void expectLength() {
    int start = at;
    if (!word("'length'").equals("length")) {
      at = start;
      throw fault("'length'");
    }
  }

  private long number(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException _) {
      at -= word.length();
      throw fault("a 64-bit number instead of '" + word + "'");
    }
  }

  private String word(String expected) {
    skipSpace();
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (start == at) {
      throw fault(expected);
    }
    return text.substring(start, at);
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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
