package dev.vaccel.models;

import java.util.List;

/** The detector: what it gives, and the network it is. */
final class BoxModel {
  static final String SCORES = "scores";
  static final String BOXES = "boxes";

  /** Input pixels along each side of a cell. */
  static final int STRIDE = 4;

  /** Cells along each side of the maps. */
  static final int CELLS = ShapeModel.SIDE / STRIDE;

  static final int PLANE = CELLS * CELLS;
  static final int CLASSES = BoxScenes.classes().size();

  /**
   * Scores: how likely a shape's centre lies in the cell. Boxes: the centre's distance from the
   * cell's, right and down, in cells; then width and height by those of the image.
   */
  static final List<Head> HEADS =
      List.of(
          new Head(SCORES, 0, CLASSES, Activation.SIGMOID),
          new Head(BOXES, CLASSES, 4, Activation.NONE));

  private BoxModel() {}

  static Network network() {
    return new Network.Builder(new FeatureShape(3, ShapeModel.SIDE, ShapeModel.SIDE))
        .convolution(16, 2)
        .rectifier()
        .convolution(32, 2)
        .rectifier()
        .convolution(32, 1)
        .rectifier()
        .mark("quarter")
        .convolution(64, 2)
        .rectifier()
        .convolution(64, 1)
        .rectifier()
        .upsample()
        .concat("quarter")
        .convolution(48, 1)
        .rectifier()
        .convolution(48, 1)
        .rectifier()
        .pointwise(CLASSES + 4, CLASSES)
        .build();
  }

  static List<String> labels() {
    return BoxScenes.classes().stream().map(Shape::label).toList();
  }
}
