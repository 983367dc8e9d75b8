package dev.vaccel.models;

import java.util.List;

/** What the shipped model takes and gives, and the network it is. */
final class ShapeModel {
  static final String OUTPUT = "probabilities";
  static final List<Head> HEADS =
      List.of(new Head(OUTPUT, 0, Shape.classes().size(), Activation.SOFTMAX));

  /** Width and height of the model's input, in pixels. */
  static final int SIDE = 64;

  /** A pixel {@code p} of 0 to 255 enters the model as {@code (p - MEAN) * SCALE}. */
  static final float MEAN = 127.5f;

  static final float SCALE = 1 / 127.5f;

  /** Number of values in one input image. */
  static final int INPUT_SIZE = 3 * SIDE * SIDE;

  private ShapeModel() {}

  /** The architecture: five 3x3 convolutions down to an 8x8 map, averaged, then one dense layer. */
  static Network network() {
    return new Network.Builder(new FeatureShape(3, SIDE, SIDE))
        .convolution(16, 2)
        .rectifier()
        .convolution(32, 2)
        .rectifier()
        .convolution(32, 1)
        .rectifier()
        .convolution(64, 2)
        .rectifier()
        .convolution(64, 1)
        .rectifier()
        .globalAverage()
        .dense(Shape.classes().size())
        .build();
  }

  /** The labels in the order of the outputs. */
  static List<String> labels() {
    return Shape.classes().stream().map(Shape::label).toList();
  }
}
