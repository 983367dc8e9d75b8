package dev.vaccel.models;

import java.util.List;

/** The corners of the shapes that the detector knows: what their boxes are computed from. */
final class Outline {
  private static final double DISC_RADIUS = 0.9;
  private static final double HALF_SQUARE = 0.7;
  private static final double HALF_BASE = 1.5 * StrictMath.sqrt(1.0 / 3);
  private static final double ARM = 0.96;
  private static final double HALF_ARM_WIDTH = 0.27;

  private record Corner(double u, double v) {}

  private Outline() {}

  /** The smallest upright box around a placed shape. */
  static LabelledBox box(Shape shape, Placement place) {
    if (shape == Shape.DISC) {
      return new LabelledBox(
          shape,
          place.centreX(),
          place.centreY(),
          2 * DISC_RADIUS * place.radiusX(),
          2 * DISC_RADIUS * place.radiusY());
    }
    double left = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (var corner : corners(shape)) {
      double x = corner.u() * place.cosine() - corner.v() * place.sine();
      double y = corner.u() * place.sine() + corner.v() * place.cosine();
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    return new LabelledBox(
        shape,
        place.centreX() + (left + right) / 2 * place.radiusX(),
        place.centreY() + (top + bottom) / 2 * place.radiusY(),
        (right - left) * place.radiusX(),
        (bottom - top) * place.radiusY());
  }

  private static List<Corner> corners(Shape shape) {
    return switch (shape) {
      case SQUARE -> fourOf(HALF_SQUARE, HALF_SQUARE);
      case TRIANGLE ->
          List.of(new Corner(0, -1), new Corner(HALF_BASE, 0.5), new Corner(-HALF_BASE, 0.5));
      case CROSS -> {
        var across = fourOf(ARM, HALF_ARM_WIDTH);
        var upright = fourOf(HALF_ARM_WIDTH, ARM);
        yield List.of(
            across.get(0),
            across.get(1),
            across.get(2),
            across.get(3),
            upright.get(0),
            upright.get(1),
            upright.get(2),
            upright.get(3));
      }
      default -> throw new IllegalArgumentException("no outline of " + shape.label());
    };
  }

  private static List<Corner> fourOf(double u, double v) {
    return List.of(new Corner(u, v), new Corner(-u, v), new Corner(u, -v), new Corner(-u, -v));
  }
}
