package dev.vaccel.models;

import java.util.List;

/**
 * A picture of a stick figure with its ground truth.
 *
 * @param image the pixels
 * @param joints in the order of {@link Figure#LABELS}, in pixels from the upper left corner
 */
record FigureScene(Raster image, List<Point> joints) {
  /** A place in a picture, in pixels. */
  record Point(double x, double y) {
    double distance(Point other) {
      double dx = x - other.x;
      double dy = y - other.y;
      return Math.sqrt(dx * dx + dy * dy);
    }
  }

  FigureScene {
    joints = List.copyOf(joints);
  }
}
