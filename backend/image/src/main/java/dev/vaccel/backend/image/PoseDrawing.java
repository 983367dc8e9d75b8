package dev.vaccel.backend.image;

import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Pose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies: their points, joined where the set is known, and the score of each. */
final class PoseDrawing {
  /** More bodies, or points of one, are left out: only a model gone wrong finds them. */
  private static final int MOST_BODIES = 100;

  private static final int MOST_POINTS = 400;

  private PoseDrawing() {}

  static void draw(Sheet sheet, List<Pose> poses) {
    Tags tags = new Tags(sheet);
    List<Pose> shown = poses.subList(0, Math.min(poses.size(), MOST_BODIES));
    for (Pose pose : shown.reversed()) {
      body(sheet, pose);
    }
    for (Pose pose : shown) {
      Part box = bounds(sheet, pose);
      // A single body's score says nothing that the picture does not show.
      if (box.width() > 0 && Float.isFinite(pose.score()) && shown.size() > 1) {
        tags.draw(box, "", pose.score(), Palette.INK);
      }
    }
  }

  private static void body(Sheet sheet, Pose pose) {
    Map<String, double[]> points = new LinkedHashMap<>();
    for (KeyPoint point : pose.points()) {
      if (isSeen(sheet, point) && points.size() < MOST_POINTS) {
        // Two points of one name are two points.
        String name = Skeleton.name(point.text());
        points.putIfAbsent(
            points.containsKey(name) ? name + "#" + points.size() : name, at(sheet, point));
      }
    }
    double radius = 0.75 * sheet.line;
    for (List<String> bone : Skeleton.joining(points.keySet())) {
      double[] from = points.get(bone.getFirst());
      double[] to = points.get(bone.getLast());
      if (from != null && to != null) {
        sheet.line(from[0], from[1], to[0], to[1], radius, color(bone));
      }
    }
    for (Map.Entry<String, double[]> point : points.entrySet()) {
      double x = point.getValue()[0];
      double y = point.getValue()[1];
      double size = 1.5 * sheet.line;
      sheet.disc(x, y, size + Math.max(1, sheet.line / 3.0), Palette.INK);
      sheet.disc(x, y, size, Palette.WHITE);
      sheet.disc(x, y, 0.68 * size, Skeleton.color(point.getKey()));
    }
  }

  /** A bone from one side to the middle is of its side, one from side to side of the middle. */
  private static int color(List<String> bone) {
    int one = Skeleton.color(bone.getFirst());
    int other = Skeleton.color(bone.getLast());
    if (one == other || other == Palette.MIDDLE) {
      return one;
    }
    return one == Palette.MIDDLE ? other : Palette.MIDDLE;
  }

  private static boolean isSeen(Sheet sheet, KeyPoint point) {
    double[] at = at(sheet, point);
    return at[0] >= 0
        && at[0] <= sheet.canvas.width
        && at[1] >= 0
        && at[1] <= sheet.canvas.height
        && !Float.isNaN(point.score());
  }

  private static double[] at(Sheet sheet, KeyPoint point) {
    return new double[] {point.x() * sheet.scaleX, point.y() * sheet.scaleY};
  }

  private static Part bounds(Sheet sheet, Pose pose) {
    double left = sheet.canvas.width;
    double top = sheet.canvas.height;
    double right = 0;
    double bottom = 0;
    for (KeyPoint point : pose.points()) {
      if (isSeen(sheet, point)) {
        double[] at = at(sheet, point);
        left = Math.min(left, at[0]);
        top = Math.min(top, at[1]);
        right = Math.max(right, at[0]);
        bottom = Math.max(bottom, at[1]);
      }
    }
    return new Part((int) left, (int) top, (int) (right - left), (int) (bottom - top));
  }
}
