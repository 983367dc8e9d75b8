package dev.vaccel.models;

import java.util.List;
import java.util.Locale;

/**
 * The training recipe of the bundled classifier of texts, as a program. Run it with {@code --help}
 * for its options.
 */
public final class TrainTexts {
  static final ModelCard CARD =
      new ModelCard("text-kind", "tensor", TextKind.labels(), TextModel.HEADS, InputKind.TEXT);

  private TrainTexts() {}

  static Recipe recipe() {
    return new Recipe(
        "TrainTexts",
        "the classifier of kinds of text",
        TextModel.network(),
        new TextObjective(),
        "accuracy",
        100,
        6_000,
        64,
        5e-3,
        true,
        "models/text-kind",
        List.of(new Recipe.Product("", CARD, 4000, TrainTexts::measure)));
  }

  /**
   * Trains, measures and writes the bundle and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(Training.run(recipe(), System.out, System.err, arguments));
  }

  private static Recipe.Result measure(Predictor model, long seed, int texts) {
    var evaluation = Evaluation.ofTexts(model, seed, texts);
    return new Recipe.Result(
        String.format(Locale.ROOT, "accuracy=%.4f", evaluation.accuracy()),
        evaluation.table().stripTrailing(),
        String.format(
            Locale.ROOT,
            "Says which of %d kinds of text the first %d bytes of a line or snippet are: %.2f %%"
                + " top-1 on %d fresh generated texts. Trained from scratch on texts that grammars"
                + " wrote; of any other kind it says something too, and it means nothing.",
            TextKind.classes().size(),
            TextModel.LENGTH,
            100 * evaluation.accuracy(),
            evaluation.count()));
  }
}
