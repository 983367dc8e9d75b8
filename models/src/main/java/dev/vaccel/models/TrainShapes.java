package dev.vaccel.models;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * The training recipe of the bundled shape classifier, as a program. Run it with {@code --help} for
 * its options; {@code models/README.md} tells which ones made the shipped file.
 */
public final class TrainShapes {
  static final ModelCard CARD =
      new ModelCard("shapes", "classify", ShapeModel.labels(), ShapeModel.HEADS);

  private TrainShapes() {}

  static Recipe recipe() {
    return new Recipe(
        "TrainShapes",
        "the classifier of synthetic shapes",
        ShapeModel.network(),
        new ShapeObjective(),
        "accuracy",
        250,
        9_000,
        64,
        5e-3,
        false,
        "models/shapes",
        List.of(new Recipe.Product("", CARD, 4000, TrainShapes::measure)));
  }

  /**
   * Trains, measures and writes the bundle and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream err, String... arguments) {
    return Training.run(recipe(), out, err, arguments);
  }

  private static Recipe.Result measure(Predictor model, long seed, int scenes) {
    var evaluation = Evaluation.of(model, seed, scenes);
    return new Recipe.Result(
        String.format(Locale.ROOT, "accuracy=%.4f", evaluation.accuracy()),
        evaluation.table().stripTrailing(),
        String.format(
            Locale.ROOT,
            "Classifies synthetic shapes into %d classes: %.2f %% top-1 on %d fresh generated"
                + " images. Trained from scratch on generated scenes; not meant for photographs.",
            Shape.classes().size(),
            100 * evaluation.accuracy(),
            evaluation.count()));
  }
}
