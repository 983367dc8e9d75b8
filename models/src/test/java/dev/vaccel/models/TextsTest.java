package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TextsTest {
  @Test
  void sameSeedAndIndexGiveTheSameTextOnEveryMachine() {
    var all = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      var sample = Texts.sample(1, i);
      all.append(sample.kind().label()).append(' ').append(sample.text()).append('\n');
    }
    assertEquals(
        "67bda4dc42b212575fe6cb2a573daf905ba2f0e239e821077957698040c5da96",
        ModelBundle.sha256(all.toString().getBytes(StandardCharsets.UTF_8)));
    assertEquals(Texts.sample(1, 5), Texts.sample(1, 5));
    assertNotEquals(Texts.sample(1, 5), Texts.sample(2, 5));
  }

  @Test
  void everyKindIsAboutEquallyLikely() {
    int[] seen = new int[TextKind.classes().size()];
    for (int i = 0; i < 1100; i++) {
      seen[Texts.sample(3, i).kind().classIndex()]++;
    }
    for (var kind : TextKind.classes()) {
      int times = seen[kind.classIndex()];
      // 100 expected, standard deviation 9.5.
      assertTrue(times > 60 && times < 140, kind + " " + times + " times of 1100");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindWritesManyTexts(TextKind kind) {
    Set<String> texts = new HashSet<>();
    int seen = 0;
    for (int i = 0; seen < 100; i++) {
      var sample = Texts.sample(4, i);
      if (sample.kind() == kind) {
        seen++;
        texts.add(sample.text());
        assertFalse(sample.text().isEmpty());
        // What is left of a rule's name or a mark where the grammar has a slip.
        assertFalse(sample.text().matches("(?s).*@[\\^!:a-z0-9_]+[a-z?]@.*"), sample.text());
      }
    }
    // Short ones repeat: "}", "fi".
    assertTrue(texts.size() > 80, texts.size() + " of 100 differ");
  }

  @Test
  void modelInputIsBytesWithZerosBehindThem() {
    float[] input = new float[TextModel.LENGTH];
    Arrays.fill(input, 7);
    TextModel.toModelInput("aß", input);
    assertArrayEquals(new float[] {97, 0xc3, 0x9f, 0}, Arrays.copyOf(input, 4));
    assertEquals(0, input[TextModel.LENGTH - 1]);
    TextModel.toModelInput("b".repeat(500), input);
    assertEquals(98, input[TextModel.LENGTH - 1]);
  }
}
