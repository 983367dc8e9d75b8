package dev.vaccel.models;

import java.util.ArrayList;
import java.util.Locale;

/**
 * How a detector did on fresh scenes. A detection is right if it names the shape and overlaps its
 * box by at least a half; each box is matched once.
 *
 * @param truths boxes that there were
 * @param detections boxes that the model saw
 * @param matches boxes that it got right
 * @param overlap sum of the overlaps of those
 */
record BoxScore(int truths, int detections, int matches, double overlap) {
  private static final double RIGHT_OVERLAP = 0.5;

  /** Measures on the first {@code count} scenes of a stream. */
  static BoxScore of(Predictor model, long seed, int count) {
    int truths = 0;
    int detections = 0;
    int matches = 0;
    double overlap = 0;
    float[] input = new float[ShapeModel.INPUT_SIZE];
    for (int i = 0; i < count; i++) {
      var scene = BoxScenes.sample(seed, i);
      scene.image().toModelInput(input);
      var open = new ArrayList<>(scene.boxes());
      truths += open.size();
      for (var detection : BoxDecoder.decode(model.predict(input), ShapeModel.SIDE)) {
        detections++;
        var box = detection.box();
        for (var truth : open) {
          if (truth.shape() == box.shape() && truth.overlap(box) >= RIGHT_OVERLAP) {
            matches++;
            overlap += truth.overlap(box);
            open.remove(truth);
            break;
          }
        }
      }
    }
    return new BoxScore(truths, detections, matches, overlap);
  }

  /** Share of the detections that were right. */
  double precision() {
    return matches / (double) Math.max(1, detections);
  }

  /** Share of the boxes that were found. */
  double recall() {
    return matches / (double) Math.max(1, truths);
  }

  /** Mean overlap of right detections with the truth. */
  double meanOverlap() {
    return overlap / Math.max(1, matches);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "precision=%.4f recall=%.4f mean-overlap=%.4f",
        precision(),
        recall(),
        meanOverlap());
  }
}
