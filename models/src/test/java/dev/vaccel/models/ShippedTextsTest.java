package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped text model in ONNX Runtime on texts that training never saw. */
final class ShippedTextsTest {
  private static final int LARGEST_FILE_BYTES = 100_000;

  @Test
  void tellsFreshTextsApart() throws IOException, OrtException {
    byte[] file = Shipped.model(TrainTexts.CARD);
    assertTrue(file.length < LARGEST_FILE_BYTES, () -> file.length + " bytes");
    try (var model = new OnnxModel(file)) {
      var evaluation = Evaluation.ofTexts(model, Shipped.FRESH_SEED, 1000);
      assertTrue(
          evaluation.accuracy() >= 0.96,
          () -> "accuracy " + evaluation.accuracy() + "\n" + evaluation.table());
    }
  }

  /** Five lines of each kind, written by hand. */
  @Test
  void tellsWrittenLinesApart() throws IOException, OrtException {
    var lines = written();
    assertEquals(5 * TextKind.classes().size(), lines.size());
    var wrong = new ArrayList<String>();
    float[] input = new float[TextModel.LENGTH];
    try (var model = new OnnxModel(Shipped.model(TrainTexts.CARD))) {
      for (var line : lines) {
        TextModel.toModelInput(line.text(), input);
        var said = TextKind.classes().get(Softmax.best(model.output(TextModel.OUTPUT, input)));
        if (said != line.kind()) {
          wrong.add(line.kind() + " as " + said + ": " + line.text());
        }
      }
    }
    assertTrue(wrong.size() <= 3, () -> String.join("\n", wrong));
  }

  private static List<LabelledText> written() throws IOException {
    try (var in = ShippedTextsTest.class.getResourceAsStream("written-lines.tsv")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(ShippedTextsTest::line)
          .toList();
    }
  }

  private static LabelledText line(String line) {
    int tab = line.indexOf('\t');
    var kind =
        TextKind.classes().stream()
            .filter(k -> k.label().equals(line.substring(0, tab)))
            .findFirst()
            .orElseThrow();
    return new LabelledText(line.substring(tab + 1), kind);
  }
}
