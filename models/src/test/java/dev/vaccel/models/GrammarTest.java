package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrammarTest {
  @Test
  void choosesAmongAlternatives() {
    assertEquals(List.of("a", "b", "cab"), texts("text:\n  a\n  b\n  c@more@\nmore:\n  ab\n"));
  }

  @Test
  void changesLettersLeavesOutAndRepeats() {
    assertEquals(List.of("Ab AB"), texts("text:\n  @^x@ @!x@\nx:\n  ab\n"));
    assertEquals(List.of("", "x"), texts("text:\n  @x?@\nx:\n  x\n"));
    assertEquals(List.of("<a></a>", "<b></b>"), texts("text:\n  <@x:t@></@:t@>\nx:\n  a\n  b\n"));
    // A mark is that of its alternative: an inner one of the same name changes nothing.
    assertEquals(
        List.of("1221"), texts("text:\n  @x:t@@y@@:t@\nx:\n  1\ny:\n  @z:t@@:t@\nz:\n  2"));
  }

  @Test
  void writesWhatHasAMeaningHereToo() {
    assertEquals(List.of("\ta\n \\@b@"), texts("# remark\ntext:\n  \\ta\\n\\s\\\\\\@b@@\n"));
    assertEquals(List.of("$@ \"$@\""), texts("text:\n  $@ \"$@\"\n"));
  }

  @Test
  void aLaterSourceReplacesRules() {
    var grammar = Grammar.of(List.of("text:\n  a@b@\nb:\n  b\n", "b:\n  c\n"));
    assertEquals("ac", grammar.write("text", new SplittableRandom(1)));
  }

  @Test
  void rulesThatNeverEndStop() {
    String text =
        Grammar.of(List.of("text:\n  abc@text@\n")).write("text", new SplittableRandom(1));
    assertTrue(text.startsWith("abcabc") && text.length() < 1000, text);
  }

  @ParameterizedTest
  @CsvSource({
    "'text:\n  @other@', 'rule text uses other: no rule'",
    "'text:', 'rule text has no alternative'",
    "'text:\n a', 'grammar line \" a\"'",
    "'Text:\n  a', 'grammar line \"Text:\"'",
    "'  a', 'stands before the first rule'",
  })
  void rejectsWhatIsNoGrammar(String source, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Grammar.of(List.of(source)));
    assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
  }

  @Test
  void rejectsRulesAndResourcesThatDoNotExist() {
    var grammar = Grammar.of(List.of("text:\n  a\n"));
    assertThrows(
        IllegalArgumentException.class, () -> grammar.write("other", new SplittableRandom(1)));
    assertThrows(IllegalArgumentException.class, () -> Grammar.ofResources("other"));
  }

  private static List<String> texts(String source) {
    var grammar = Grammar.of(List.of(source));
    var random = new SplittableRandom(1);
    var texts = new TreeSet<String>();
    for (int i = 0; i < 100; i++) {
      texts.add(grammar.write("text", random));
    }
    return List.copyOf(texts);
  }
}
