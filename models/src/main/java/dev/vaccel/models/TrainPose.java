package dev.vaccel.models;

import java.util.List;
import java.util.Locale;

/**
 * The training recipe of the bundled pose model, as a program. Run it with {@code --help} for its
 * options.
 */
public final class TrainPose {
  static final ModelCard CARD =
      new ModelCard("stick-pose", "pose", Figure.LABELS, FigureModel.HEADS);

  private TrainPose() {}

  static Recipe recipe() {
    return new Recipe(
        "TrainPose",
        "the pose of synthetic stick figures",
        FigureModel.network(),
        new FigureObjective(),
        "joints",
        50,
        700,
        16,
        3e-3,
        true,
        "models/stick-pose",
        List.of(new Recipe.Product("", CARD, 1000, TrainPose::measure)));
  }

  /**
   * Trains, measures and writes the bundle and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(Training.run(recipe(), System.out, System.err, arguments));
  }

  private static Recipe.Result measure(Predictor model, long seed, int scenes) {
    var score = FigureScore.of(model, seed, scenes);
    return new Recipe.Result(
        score.toString(),
        "",
        String.format(
            Locale.ROOT,
            "Finds nine joints of a drawn stick figure: mean error %.2f pixels of 64, %.2f %%"
                + " within 4 pixels, on %d fresh generated images. Trained from scratch on"
                + " synthetic scenes; not meant for photographs.",
            score.meanError(),
            100 * score.found(),
            scenes));
  }
}
