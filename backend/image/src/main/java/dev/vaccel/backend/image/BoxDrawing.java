package dev.vaccel.backend.image;

import dev.vaccel.api.Detection;
import java.util.ArrayList;
import java.util.List;

/** Frames around things, with label and score. */
final class BoxDrawing {
  /** More are framed without a label: finding places for all would take too long. */
  private static final int MOST_LABELS = 400;

  private BoxDrawing() {}

  /** A thing within the picture. */
  private record Found(Detection detection, Part box) {}

  static void draw(Sheet sheet, List<Detection> detections) {
    List<Found> found = new ArrayList<>();
    for (Detection detection : detections) {
      Part box = box(sheet, detection);
      if (box.width() > 0 && box.height() > 0 && Float.isFinite(detection.score())) {
        found.add(new Found(detection, box));
      }
    }
    // The first has the highest score and lies on top.
    for (Found each : found.reversed()) {
      frame(sheet, each.box(), Palette.ofClass(each.detection().index()));
    }
    Tags tags = new Tags(sheet);
    for (Found each : found.subList(0, Math.min(found.size(), MOST_LABELS))) {
      Detection detection = each.detection();
      int rgb = Palette.ofClass(detection.index());
      tags.draw(each.box(), detection.text(), detection.score(), rgb);
    }
  }

  /** In whole pixels of the sheet, cut by it; empty for what lies outside or is no box. */
  private static Part box(Sheet sheet, Detection detection) {
    float sum = detection.left() + detection.top() + detection.right() + detection.bottom();
    if (Float.isNaN(sum)) {
      return new Part(0, 0, 0, 0);
    }
    int left = pixel(detection.left() * sheet.scaleX, sheet.canvas.width);
    int top = pixel(detection.top() * sheet.scaleY, sheet.canvas.height);
    int right = pixel(detection.right() * sheet.scaleX, sheet.canvas.width);
    int bottom = pixel(detection.bottom() * sheet.scaleY, sheet.canvas.height);
    return new Part(left, top, right - left, bottom - top);
  }

  private static int pixel(double coordinate, int most) {
    return (int) Math.clamp(Math.round(coordinate), 0L, (long) most);
  }

  /** A line within the box, between darker ones. */
  private static void frame(Sheet sheet, Part box, int rgb) {
    int edge = Math.max(1, sheet.line / 3);
    ring(sheet, box, -edge, 0, Palette.INK, 0.6);
    ring(sheet, box, 0, sheet.line, rgb, 1);
    ring(sheet, box, sheet.line, sheet.line + edge, Palette.INK, 0.45);
  }

  /** What lies between {@code outer} and {@code inner} pixels within the box's edge. */
  private static void ring(Sheet sheet, Part box, int outer, int inner, int rgb, double opacity) {
    int left = box.left() + outer;
    int top = box.top() + outer;
    int right = box.left() + box.width() - outer;
    int bottom = box.top() + box.height() - outer;
    int thick = inner - outer;
    if (right <= left || bottom <= top) {
      return;
    }
    // A box with less inside than the line is thick is filled, once.
    int below = Math.max(top + thick, bottom - thick);
    int beside = Math.max(left + thick, right - thick);
    Canvas canvas = sheet.canvas;
    canvas.fill(left, top, right, Math.min(top + thick, bottom), rgb, opacity);
    canvas.fill(left, below, right, bottom, rgb, opacity);
    canvas.fill(left, top + thick, Math.min(left + thick, right), below, rgb, opacity);
    canvas.fill(beside, top + thick, right, below, rgb, opacity);
  }
}
