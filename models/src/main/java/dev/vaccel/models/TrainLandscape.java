package dev.vaccel.models;

import java.util.List;
import java.util.Locale;

/**
 * The training recipe of the bundled segmentation and depth models, as a program: one network
 * learns both. Run it with {@code --help} for its options.
 */
public final class TrainLandscape {
  static final ModelCard SEGMENT_CARD =
      new ModelCard(
          "scene-segment", "segment", Landscape.LABELS, List.of(LandscapeModel.SEGMENT_HEAD));

  static final ModelCard DEPTH_CARD =
      new ModelCard("scene-depth", "depth", List.of(), List.of(LandscapeModel.DEPTH_HEAD));

  private TrainLandscape() {}

  static Recipe recipe() {
    return new Recipe(
        "TrainLandscape",
        "the segmentation and the depth of synthetic landscapes",
        LandscapeModel.network(),
        new LandscapeObjective(),
        "pixels",
        50,
        4_500,
        16,
        3e-3,
        true,
        "models/scene",
        List.of(
            new Recipe.Product("-segment", SEGMENT_CARD, 1000, TrainLandscape::measureSegment),
            new Recipe.Product("-depth", DEPTH_CARD, 1000, TrainLandscape::measureDepth)));
  }

  /**
   * Trains, measures and writes the bundles and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(Training.run(recipe(), System.out, System.err, arguments));
  }

  private static Recipe.Result measureSegment(Predictor model, long seed, int scenes) {
    var score = SegmentScore.of(model, seed, scenes);
    return new Recipe.Result(
        score.toString(),
        "",
        String.format(
            Locale.ROOT,
            "Tells sky, ground, boxes and balls apart for each pixel of a drawn landscape: %.2f %%"
                + " of the pixels and a mean IoU of %.3f on %d fresh generated images. Trained"
                + " from scratch on synthetic scenes; not meant for photographs.",
            100 * score.accuracy(),
            score.meanOverlap(),
            scenes));
  }

  private static Recipe.Result measureDepth(Predictor model, long seed, int scenes) {
    var score = DepthScore.of(model, seed, scenes);
    return new Recipe.Result(
        score.toString(),
        "",
        String.format(
            Locale.ROOT,
            "Gives the inverse depth of each pixel of a drawn landscape: mean error %.4f of 1, and"
                + " %.1f %% of the pixels within a factor of 1.25, on %d fresh generated images."
                + " Trained from scratch on synthetic scenes; not meant for photographs.",
            score.meanError(),
            100 * score.near(),
            scenes));
  }
}
