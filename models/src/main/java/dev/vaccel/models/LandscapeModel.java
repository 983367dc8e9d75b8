package dev.vaccel.models;

/** The network for landscapes, and the two models that are made of it. */
final class LandscapeModel {
  static final String LOGITS = "logits";
  static final String INVERSE_DEPTH = "inverse_depth";

  static final int CLASSES = Landscape.LABELS.size();
  static final int PLANE = ShapeModel.SIDE * ShapeModel.SIDE;

  /** A score for each class and pixel, any real number; the largest is the pixel's class. */
  static final Head SEGMENT_HEAD = new Head(LOGITS, 0, CLASSES, Activation.NONE);

  /** For each pixel 0 (infinitely far) to 1 (the ground at the picture's lower edge). */
  static final Head DEPTH_HEAD = new Head(INVERSE_DEPTH, CLASSES, 1, Activation.SIGMOID);

  private LandscapeModel() {}

  static Network network() {
    return new Network.Builder(new FeatureShape(3, ShapeModel.SIDE, ShapeModel.SIDE))
        .convolution(16, 2)
        .rectifier()
        .convolution(16, 1)
        .rectifier()
        .mark("half")
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
        .convolution(32, 1)
        .rectifier()
        .upsample()
        .concat("half")
        .convolution(32, 1)
        .rectifier()
        .pointwise(CLASSES + 1, 0)
        .smoothUpsample()
        .build();
  }
}
