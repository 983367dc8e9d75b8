package dev.vaccel.models;

import java.util.List;
import java.util.Locale;

/**
 * The training recipe of the bundled detector of shapes, as a program. Run it with {@code --help}
 * for its options.
 */
public final class TrainDetector {
  static final ModelCard CARD =
      new ModelCard("shapes-detect", "detect", BoxModel.labels(), BoxModel.HEADS);

  private TrainDetector() {}

  static Recipe recipe() {
    return new Recipe(
        "TrainDetector",
        "the detector of synthetic shapes",
        BoxModel.network(),
        new BoxObjective(),
        "centres",
        50,
        5_000,
        16,
        3e-3,
        true,
        "models/shapes-detect",
        List.of(new Recipe.Product("", CARD, 1000, TrainDetector::measure)));
  }

  /**
   * Trains, measures and writes the bundle and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(Training.run(recipe(), System.out, System.err, arguments));
  }

  private static Recipe.Result measure(Predictor model, long seed, int scenes) {
    var score = BoxScore.of(model, seed, scenes);
    return new Recipe.Result(
        score.toString(),
        "",
        String.format(
            Locale.ROOT,
            "Finds discs, squares, triangles and crosses in drawn pictures: precision %.3f and"
                + " recall %.3f at an overlap of 0.5 on %d fresh generated images. Trained from"
                + " scratch on synthetic scenes; not meant for photographs.",
            score.precision(),
            score.recall(),
            scenes));
  }
}
