package dev.vaccel.models;

import java.util.List;

/** The ten classes of the bundled classifier, in the order of the model's outputs. */
public enum Shape {
  /** A filled circle. */
  DISC(0, "disc") {
    @Override
    boolean covers(double u, double v) {
      return u * u + v * v < 0.81;
    }
  },
  /** A filled square. */
  SQUARE(1, "square") {
    @Override
    boolean covers(double u, double v) {
      return Math.abs(u) < 0.7 && Math.abs(v) < 0.7;
    }
  },
  /** An equilateral triangle. */
  TRIANGLE(2, "triangle") {
    @Override
    boolean covers(double u, double v) {
      return v < 0.5 && Math.abs(u) < (v + 1) * INVERSE_SQRT_3;
    }
  },
  /** A circle with a round hole a little over half as wide. */
  RING(3, "ring") {
    @Override
    boolean covers(double u, double v) {
      double square = u * u + v * v;
      return square < 1 && square > 0.3;
    }
  },
  /** A five-pointed star with straight edges. */
  STAR(4, "star") {
    @Override
    boolean covers(double u, double v) {
      // A pentagram holds the points that lie inside at least four of its five edges' half-planes.
      int outside = 0;
      for (int edge = 0; edge < 5; edge++) {
        if (u * STAR_X[edge] + v * STAR_Y[edge] > STAR_INRADIUS) {
          outside++;
        }
      }
      return outside < 2;
    }
  },
  /** A cross of two bars of equal length. */
  CROSS(5, "cross") {
    @Override
    boolean covers(double u, double v) {
      double a = Math.abs(u);
      double b = Math.abs(v);
      return Math.min(a, b) < 0.27 && Math.max(a, b) < 0.96;
    }
  },
  /** A circle with another circle cut out of its side. */
  CRESCENT(6, "crescent") {
    @Override
    boolean covers(double u, double v) {
      double bite = u - 0.5;
      return u * u + v * v < 1 && bite * bite + v * v > 0.64;
    }
  },
  /** A rectangle four times as long as it is wide. */
  BAR(7, "bar") {
    @Override
    boolean covers(double u, double v) {
      return Math.abs(u) < 0.96 && Math.abs(v) < 0.24;
    }
  },
  /** Half of a circle, cut straight. */
  HALF_DISC(8, "half-disc") {
    @Override
    boolean covers(double u, double v) {
      return v > -0.4 && u * u + (v + 0.4) * (v + 0.4) < 0.84;
    }
  },
  /** An arrow with a shaft and a triangular head. */
  ARROW(9, "arrow") {
    @Override
    boolean covers(double u, double v) {
      double across = Math.abs(v);
      return u > 0.1 ? across < (1 - u) * 0.75 : (u > -0.97 && across < 0.2);
    }
  };

  private static final double INVERSE_SQRT_3 = StrictMath.sqrt(1.0 / 3);

  /** Distance of a pentagram's edges from its centre when its points lie on the unit circle. */
  private static final double STAR_INRADIUS = StrictMath.cos(StrictMath.toRadians(72));

  private static final double[] STAR_X = new double[5];
  private static final double[] STAR_Y = new double[5];

  static {
    for (int edge = 0; edge < 5; edge++) {
      STAR_X[edge] = StrictMath.cos(StrictMath.toRadians(72 * edge));
      STAR_Y[edge] = StrictMath.sin(StrictMath.toRadians(72 * edge));
    }
  }

  private static final List<Shape> CLASSES = List.of(values());

  private final int classIndex;
  private final String label;

  Shape(int classIndex, String label) {
    this.classIndex = classIndex;
    this.label = label;
  }

  /** All shapes, in the order of their class indices. */
  public static List<Shape> classes() {
    return CLASSES;
  }

  /** Which of the model's outputs is this shape's probability, from 0. */
  public int classIndex() {
    return classIndex;
  }

  /** The name in {@code labels.txt}: lower case, words joined by a dash. */
  public String label() {
    return label;
  }

  /**
   * Whether the shape, upright, covers the point ({@code u}, {@code v}). No shape leaves the unit
   * circle.
   */
  abstract boolean covers(double u, double v);
}
