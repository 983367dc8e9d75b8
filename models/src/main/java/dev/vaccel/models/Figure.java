package dev.vaccel.models;

import dev.vaccel.models.FigureScene.Point;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The pose of a stick figure. Lengths are in 64ths of the picture's side before they are scaled;
 * angles in radians from the x axis towards the y axis, which points down.
 *
 * @param joints in the order of {@link #LABELS}, in pixels
 * @param scale pixels of a 64th, times the figure's own size
 */
record Figure(List<Point> joints, double scale) {
  static final List<String> LABELS =
      List.of(
          "head",
          "neck",
          "hip",
          "left-elbow",
          "left-hand",
          "right-elbow",
          "right-hand",
          "left-foot",
          "right-foot");

  static final int HEAD = 0;
  static final int NECK = 1;
  static final int HIP = 2;
  static final int LEFT_ELBOW = 3;
  static final int LEFT_HAND = 4;
  static final int RIGHT_ELBOW = 5;
  static final int RIGHT_HAND = 6;
  static final int LEFT_FOOT = 7;
  static final int RIGHT_FOOT = 8;

  private static final double DOWN = Math.PI / 2;

  /** Room between the outermost joint and the picture's edge. */
  private static final double MARGIN = 3;

  /** Draws a pose, all of it inside a square picture. */
  static Figure random(SplittableRandom random, int side) {
    double size = 0.7 + 0.35 * random.nextDouble();
    double lean = 0.5 * random.nextDouble() - 0.25;
    var hip = new Point(0, 0);
    var neck = step(hip, lean - DOWN, 16);
    var head = step(neck, lean - DOWN, 6);
    Point[] limbs = new Point[6];
    for (int leftRight = 0; leftRight < 2; leftRight++) {
      // Seen from behind: its left is the picture's left. Past DOWN an angle points left.
      double outwards = leftRight == 0 ? 1 : -1;
      double upper = DOWN + outwards * (0.3 + 1.9 * random.nextDouble());
      double lower = upper + outwards * (1.6 * random.nextDouble() - 0.3);
      limbs[2 * leftRight] = step(neck, upper, 9);
      limbs[2 * leftRight + 1] = step(limbs[2 * leftRight], lower, 8);
      double leg = DOWN + outwards * (0.05 + 0.6 * random.nextDouble());
      limbs[4 + leftRight] = step(hip, leg, 19);
    }
    var shape =
        List.of(head, neck, hip, limbs[0], limbs[1], limbs[2], limbs[3], limbs[4], limbs[5]);
    double scale = size * side / 64;
    return new Figure(placed(random, shape, scale, side), scale);
  }

  private static Point step(Point from, double angle, double length) {
    return new Point(
        from.x() + length * StrictMath.cos(angle), from.y() + length * StrictMath.sin(angle));
  }

  /** Scales the joints and moves them to a random place inside the picture. */
  private static List<Point> placed(
      SplittableRandom random, List<Point> shape, double scale, int side) {
    double left = shape.stream().mapToDouble(Point::x).min().orElse(0) - MARGIN;
    double right = shape.stream().mapToDouble(Point::x).max().orElse(0) + MARGIN;
    double top = shape.stream().mapToDouble(Point::y).min().orElse(0) - MARGIN;
    double bottom = shape.stream().mapToDouble(Point::y).max().orElse(0) + MARGIN;
    double freeX = Math.max(0, side - (right - left) * scale);
    double freeY = Math.max(0, side - (bottom - top) * scale);
    double moveX = freeX * random.nextDouble() - left * scale;
    double moveY = freeY * random.nextDouble() - top * scale;
    return shape.stream()
        .map(p -> new Point(p.x() * scale + moveX, p.y() * scale + moveY))
        .toList();
  }
}
