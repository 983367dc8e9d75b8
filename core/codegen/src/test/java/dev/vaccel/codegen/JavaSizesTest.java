package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaSizesTest {
  private static final Parameter FIRST = segment("first", Direction.IN, "");
  private static final Parameter LATER = segment("later", Direction.IN, "");

  private static Parameter value(String name, Type type) {
    return new Parameter(name, type, Direction.VALUE, "", "");
  }

  private static Parameter segment(String name, Direction direction, String size) {
    return new Parameter(name, Type.Simple.SEGMENT, direction, size, "");
  }

  private static JavaSizes sizes(Parameter... segments) {
    List<Parameter> parameters =
        new java.util.ArrayList<>(
            List.of(
                value("m", Type.Simple.I32),
                value("n", Type.Simple.I64),
                value("x", Type.Simple.F32),
                value("flag", Type.Simple.BOOL),
                value("text", Type.Simple.STRING),
                value("mode", new Type.EnumRef("Mode"))));
    parameters.addAll(List.of(segments));
    Operation operation =
        new Operation(1, "op", 1, false, false, false, false, "", "", parameters, null);
    Api.EnumType mode = new Api.EnumType("Mode", "p.Mode", List.of(new Api.Constant("FAST", 1)));
    return new JavaSizes(
        new Api(1, "a", 1, "p.A", "", List.of(mode), List.of(), List.of(), List.of(operation)),
        operation);
  }

  private static String compiled(String size) {
    Parameter out = segment("out", Direction.OUT, size);
    return sizes(FIRST, out, LATER).sizeOf(out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "4; 4L",
        "m; p_m",
        "4 * m + n; Sizes.add(Sizes.mul(4L, p_m), p_n)",
        "m - 1; Sizes.sub(p_m, 1L)",
        "min(m, max(n, 0)); Math.min(p_m, Math.max(p_n, 0L))",
        "first.length; p_first.byteSize()",
        "later.length; p_later.byteSize()",
        "if(mode == FAST, 1, 2); (p_mode == p.Mode.FAST ? 1L : 2L)",
        "if(x == 0, 1, 2); (p_x == 0L ? 1L : 2L)",
        "if(m == 007, 1, 2); (p_m == 7L ? 1L : 2L)",
        "if(m == 3000000000, 1, 2); (p_m == 3000000000L ? 1L : 2L)",
        "if(m == n, 1, 2); (p_m == p_n ? 1L : 2L)",
      })
  void compilesToCheckedArithmetic(String size, String java) {
    assertEquals(java, compiled(size));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "k; there is no parameter 'k'",
        "x; parameter 'x' is not an integer",
        "flag; parameter 'flag' is not an integer",
        "text; parameter 'text' is not an integer",
        "mode; parameter 'mode' is not an integer",
        "first; parameter 'first' is not an integer",
        "m.length; 'm.length': only an in segment without a size has a length",
        "out.length; 'out.length': only an in segment without a size has a length",
        "if(mode == SLOW, 1, 2); 'SLOW' is no constant of Mode",
        "if(mode == 1, 1, 2); '1' is no constant of Mode",
        "if(flag == 1, 1, 2); parameter 'flag' is not a number",
        "if(m == FAST, 1, 2); there is no parameter 'FAST'",
        "if(m == text, 1, 2); parameter 'text' is not a number",
        "if(text == 1, 1, 2); parameter 'text' is not a number",
        "4 *; expected a number, name or parenthesis at column 4",
      })
  void refusesNamesThatCannotBeUsed(String size, String expected) {
    String message = assertThrows(DescriptionException.class, () -> compiled(size)).getMessage();
    assertTrue(message.startsWith("a.op: out: "), message);
    assertTrue(message.endsWith(expected), message);
  }

  @Test
  void sizeOfWhatIsReadMayDependOnlyOnWhatWasReadBefore() {
    Parameter in = segment("in", Direction.IN, "later.length");
    String message =
        assertThrows(DescriptionException.class, () -> sizes(FIRST, in, LATER).sizeOfIn(in))
            .getMessage();
    assertTrue(message.endsWith("'later.length' is not known yet: it comes later"), message);
    Parameter good = segment("in", Direction.IN, "first.length");
    assertEquals("p_first.byteSize()", sizes(FIRST, good, LATER).sizeOfIn(good));
  }

  @Test
  void inOutMemoryIsSentWholeOrNotAtAll() {
    Parameter good =
        new Parameter("c", Type.Simple.SEGMENT, Direction.IN_OUT, "4*m", "if(x == 0, 0, 4 * m)");
    assertEquals("(p_x == 0L ? 0L : Sizes.mul(4L, p_m))", sizes(good).sent(good));
    Parameter bad = new Parameter("c", Type.Simple.SEGMENT, Direction.IN_OUT, "4 * m", "8 * m");
    String message =
        assertThrows(DescriptionException.class, () -> sizes(bad).sent(bad)).getMessage();
    assertTrue(message.contains("expected 0, the size, or a choice between them"), message);
  }
}
