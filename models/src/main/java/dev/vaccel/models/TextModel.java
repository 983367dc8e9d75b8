package dev.vaccel.models;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the text model takes and gives, and the network it is. */
final class TextModel {
  static final String OUTPUT = "probabilities";
  static final List<Head> HEADS =
      List.of(new Head(OUTPUT, 0, TextKind.classes().size(), Activation.SOFTMAX));

  /** Bytes of a text that the model sees: the first so many. */
  static final int LENGTH = 128;

  private TextModel() {}

  /**
   * The architecture: eight values for each byte, three convolutions along the text, whose largest
   * values anywhere in it go into one dense layer.
   */
  static Network network() {
    return new Network.Builder(new FeatureShape(1, 1, LENGTH))
        .embedding(8)
        .rowConvolution(32, 5, 1)
        .rectifier()
        .rowConvolution(32, 5, 2)
        .rectifier()
        .rowConvolution(48, 5, 1)
        .rectifier()
        .globalMaximum()
        .dense(TextKind.classes().size())
        .build();
  }

  /**
   * Writes a text's first UTF-8 bytes as the network takes them: 0 to 255, zeros behind its end.
   */
  static void toModelInput(String text, float[] input) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < LENGTH; i++) {
      input[i] = i < bytes.length ? bytes[i] & 0xff : 0;
    }
  }
}
