package dev.vaccel.models;

import java.util.SplittableRandom;

/**
 * Where a shape lies in an image: centre, size, rotation and a stretch along the image's axes.
 *
 * @param centreX in pixels
 * @param centreY in pixels
 * @param radiusX circumradius along the image's x axis, in pixels
 * @param radiusY circumradius along the image's y axis, in pixels
 * @param cosine of the rotation
 * @param sine of the rotation
 */
record Placement(
    double centreX, double centreY, double radiusX, double radiusY, double cosine, double sine) {

  /** Sub-pixel grid of {@link #cover}: points along each axis. */
  private static final int GRID = 3;

  /** Draws a placement that keeps the whole shape inside the image. */
  static Placement random(SplittableRandom random, int width, int height, double stretch) {
    double side = Math.min(width, height);
    double root = StrictMath.sqrt(stretch);
    double radius = side * (0.16 + 0.24 * random.nextDouble());
    double radiusX = radius * root;
    double radiusY = radius / root;
    double angle = 2 * Math.PI * random.nextDouble();
    return new Placement(
        radiusX + random.nextDouble() * (width - 2 * radiusX),
        radiusY + random.nextDouble() * (height - 2 * radiusY),
        radiusX,
        radiusY,
        StrictMath.cos(angle),
        StrictMath.sin(angle));
  }

  /** The share (0 to 1) of pixel ({@code x}, {@code y}) that the shape covers. */
  double cover(Shape shape, int x, int y) {
    if (Math.abs(x + 0.5 - centreX) > radiusX + 1 || Math.abs(y + 0.5 - centreY) > radiusY + 1) {
      return 0;
    }
    int hits = 0;
    for (int row = 0; row < GRID; row++) {
      double dy = (y + (row + 0.5) / GRID - centreY) / radiusY;
      for (int column = 0; column < GRID; column++) {
        double dx = (x + (column + 0.5) / GRID - centreX) / radiusX;
        if (shape.covers(dx * cosine + dy * sine, dy * cosine - dx * sine)) {
          hits++;
        }
      }
    }
    return hits / (double) (GRID * GRID);
  }
}
