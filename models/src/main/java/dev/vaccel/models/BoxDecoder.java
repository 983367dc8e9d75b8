package dev.vaccel.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads boxes out of the detector's outputs. */
final class BoxDecoder {
  /** Cells below this are background. */
  static final double SMALLEST_SCORE = 0.5;

  /** Of boxes that overlap more than this the best one stays. */
  static final double LARGEST_OVERLAP = 0.5;

  /** A box, and how sure the model is of it. */
  record Detection(LabelledBox box, double score) {}

  private BoxDecoder() {}

  /**
   * The detections, best first.
   *
   * @param side of the square picture that the boxes shall be in, in pixels
   */
  static List<Detection> decode(Map<String, float[]> outputs, int side) {
    float[] scores = outputs.getOrDefault(BoxModel.SCORES, new float[0]);
    float[] boxes = outputs.getOrDefault(BoxModel.BOXES, new float[0]);
    var candidates = new ArrayList<Detection>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= SMALLEST_SCORE) {
        var shape = BoxScenes.classes().get(i / BoxModel.PLANE);
        candidates.add(new Detection(box(shape, boxes, i % BoxModel.PLANE, side), scores[i]));
      }
    }
    candidates.sort(Comparator.comparingDouble(Detection::score).reversed());
    var kept = new ArrayList<Detection>();
    for (var candidate : candidates) {
      if (kept.stream().noneMatch(d -> d.box().overlap(candidate.box()) > LARGEST_OVERLAP)) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private static LabelledBox box(Shape shape, float[] boxes, int cell, int side) {
    double pixels = side / (double) BoxModel.CELLS;
    int x = cell % BoxModel.CELLS;
    int y = cell / BoxModel.CELLS;
    return new LabelledBox(
        shape,
        (x + 0.5 + boxes[cell]) * pixels,
        (y + 0.5 + boxes[BoxModel.PLANE + cell]) * pixels,
        boxes[2 * BoxModel.PLANE + cell] * side,
        boxes[3 * BoxModel.PLANE + cell] * side);
  }
}
