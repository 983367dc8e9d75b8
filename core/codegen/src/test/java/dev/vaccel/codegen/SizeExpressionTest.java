package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.codegen.SizeExpression.Binary;
import dev.vaccel.codegen.SizeExpression.Choice;
import dev.vaccel.codegen.SizeExpression.Constant;
import dev.vaccel.codegen.SizeExpression.Length;
import dev.vaccel.codegen.SizeExpression.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeExpressionTest {
  private static SizeExpression parse(String text) {
    return SizeExpression.parse(text);
  }

  @Test
  void multiplicationBindsTighterThanAddition() {
    assertEquals(
        new Binary("+", new Constant(1), new Binary("*", new Constant(2), new Variable("m"))),
        parse("1 + 2 * m"));
    assertEquals(parse("(2 * m) + 1"), parse("2*m+1"));
    assertEquals(
        new Binary("*", new Binary("+", new Constant(1), new Constant(2)), new Variable("m")),
        parse("(1 + 2) * m"));
  }

  @Test
  void subtractionAssociatesToTheLeft() {
    assertEquals(
        new Binary("-", new Binary("-", new Variable("a"), new Variable("b")), new Variable("c")),
        parse("a - b - c"));
  }

  @Test
  void readsLengthsMinimaMaximaAndChoices() {
    assertEquals(new Length("x"), parse("x.length"));
    assertEquals(new Length("x"), parse(" x . length "));
    assertEquals(new Binary("min", new Variable("m"), new Constant(1)), parse("min(m, 1)"));
    assertEquals(new Binary("max", new Constant(0), new Variable("m")), parse("max(0,m)"));
    assertEquals(
        new Choice("t", "NONE", new Constant(1), new Length("x")),
        parse("if(t == NONE, 1, x.length)"));
  }

  @Test
  void numbersAreDecimalWhateverTheirZeros() {
    assertEquals(new Constant(10), parse("010"));
    assertEquals(
        new Choice("m", "10", new Constant(0), new Constant(1)), parse("if(m == 010, 0, 1)"));
    assertEquals(new Constant(Long.MAX_VALUE), parse("9223372036854775807"));
  }

  @Test
  void namesMayLookLikeFunctions() {
    assertEquals(new Variable("minimum"), parse("minimum"));
    assertEquals(new Variable("iff"), parse("iff"));
    assertEquals(new Variable("m_1"), parse("m_1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~                        | a number, name or parenthesis | 1",
        "4 *                       | a number, name or parenthesis | 4",
        "4 * * m                   | a number, name or parenthesis | 5",
        "-1                        | a number, name or parenthesis | 1",
        "(m                        | ')'                           | 3",
        "m)                        | the end                       | 2",
        "m / 2                     | the end                       | 3",
        "m % 2                     | the end                       | 3",
        "min(m)                    | ','                           | 6",
        "min                       | '('                           | 4",
        "max(m, n                  | ')'                           | 9",
        "x.size                    | 'length'                      | 3",
        "x.lengthy                 | 'length'                      | 3",
        "x.                        | 'length'                      | 3",
        "if(, 1, 2)                | the name of a parameter       | 4",
        "if(m = 1, 2, 3)           | '=='                          | 6",
        "if(m == , 2, 3)           | a number or name              | 9",
        "if(m == 1, 2)             | ','                           | 13",
        "1x                        | a 64-bit number               | 1",
        "2 + 9223372036854775808   | a 64-bit number               | 5",
        "if(m == 1x, 2, 3)         | a 64-bit number               | 9",
        "m + \u00e4                | a number, name or parenthesis | 5",
        "$m                        | a number, name or parenthesis | 1",
      })
  void namesThePlaceOfAFault(String text, String expected, int column) {
    String message = assertThrows(DescriptionException.class, () -> parse(text)).getMessage();
    assertTrue(message.contains("expected " + expected), message);
    assertTrue(message.endsWith("at column " + column), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "min(1,", "if(m == 1, "})
  void nestingIsLimited(String opening) {
    String message =
        assertThrows(DescriptionException.class, () -> parse(opening.repeat(64))).getMessage();
    assertTrue(message.contains("nesting of at most 64"), message);
    assertEquals(new Constant(7), parse("(".repeat(63) + "7" + ")".repeat(63)));
  }

  @Test
  void lengthIsLimited() {
    assertThrows(DescriptionException.class, () -> parse("1" + "+1".repeat(1024)));
    parse("1" + "+1".repeat(1000));
  }

  @Test
  void listsTheSegmentsWhoseLengthItUses() {
    assertEquals(
        java.util.List.of("a", "b", "c"),
        SizeExpression.lengths(parse("a.length * m + if(m == 1, b.length, min(c.length, 4))"))
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 4 * m; true",
        "4*m; 4 * m; true",
        "if(beta == 0, 0, 4 * m); 4 * m; true",
        "if(beta == 0, if(m == n, 0, 4 * m), 4 * m); 4 * m; true",
        "4; 4 * m; false",
        "min(4 * m, 8); 4 * m; false",
        "if(beta == 0, 8, 4 * m); 4 * m; false",
        "m * 4; 4 * m; false",
      })
  void tellsWhatIsAllOrNothing(String part, String whole, boolean expected) {
    if (expected) {
      assertTrue(SizeExpression.isAllOrNothing(parse(part), parse(whole)));
    } else {
      assertFalse(SizeExpression.isAllOrNothing(parse(part), parse(whole)));
    }
  }
}
