package dev.vaccel.backend.image;

import java.util.Arrays;

/**
 * How much of each pixel a shape covers, for smooth edges: the union of thick lines with round ends
 * and of rounded rectangles. Parts that overlap count once, so that a translucent shape has no
 * seams. The memory is reused by the next shape. One thread at a time.
 */
final class Coverage {
  private final int width;
  private final int height;
  private byte[] covered = new byte[0];
  private int left;
  private int top;
  private int right;
  private int bottom;
  private int stride;

  /** For a picture of this size; nothing is covered. */
  Coverage(int width, int height) {
    this.width = width;
    this.height = height;
  }

  int left() {
    return left;
  }

  int top() {
    return top;
  }

  /** The first column after the shape. */
  int right() {
    return right;
  }

  /** The first row after the shape. */
  int bottom() {
    return bottom;
  }

  /** From 0 to 255, for a pixel within the bounds. */
  int at(int x, int y) {
    return covered[(y - top) * stride + x - left] & 0xFF;
  }

  /** Begins a shape that will lie within these coordinates; the picture's edges cut it. */
  Coverage clear(double fromX, double fromY, double toX, double toY) {
    left = (int) Math.clamp(Math.floor(fromX) - 1, 0, width);
    top = (int) Math.clamp(Math.floor(fromY) - 1, 0, height);
    right = (int) Math.clamp(Math.ceil(toX) + 1, left, width);
    bottom = (int) Math.clamp(Math.ceil(toY) + 1, top, height);
    stride = right - left;
    int size = stride * (bottom - top);
    if (covered.length < size) {
      covered = new byte[size];
    } else {
      Arrays.fill(covered, 0, size, (byte) 0);
    }
    return this;
  }

  /** Adds a line with round ends; of length 0, a disc. */
  Coverage line(double x1, double y1, double x2, double y2, double radius) {
    Capsule line = new Capsule(x1, y1, x2, y2, radius);
    int lastY = line.bottom(top, bottom);
    for (int y = line.top(top, bottom); y < lastY; y++) {
      int lastX = line.right(y, left, right);
      for (int x = line.left(y, left, right); x < lastX; x++) {
        add((y - top) * stride + x - left, line.share(x, y));
      }
    }
    return this;
  }

  /** Adds a rectangle with round corners. */
  Coverage rectangle(double fromX, double fromY, double toX, double toY, double corner) {
    double round = Math.min(corner, Math.min(toX - fromX, toY - fromY) / 2);
    double middleX = (fromX + toX) / 2;
    double middleY = (fromY + toY) / 2;
    double halfX = (toX - fromX) / 2 - round;
    double halfY = (toY - fromY) / 2 - round;
    int lastX = to(toX + 1, left, right);
    int lastY = to(toY + 1, top, bottom);
    for (int y = from(fromY - 1, top, bottom); y < lastY; y++) {
      double oy = Math.abs(y + 0.5 - middleY) - halfY;
      for (int x = from(fromX - 1, left, right); x < lastX; x++) {
        double ox = Math.abs(x + 0.5 - middleX) - halfX;
        double distance = ox > 0 && oy > 0 ? Math.sqrt(ox * ox + oy * oy) : Math.max(ox, oy);
        add((y - top) * stride + x - left, Math.clamp(round + 0.5 - distance, 0, 1));
      }
    }
    return this;
  }

  private void add(int at, double share) {
    int value = (int) Math.round(255 * share);
    if (value > (covered[at] & 0xFF)) {
      covered[at] = (byte) value;
    }
  }

  private static int from(double coordinate, int low, int high) {
    return (int) Math.clamp(Math.floor(coordinate), low, high);
  }

  private static int to(double coordinate, int low, int high) {
    return (int) Math.clamp(Math.ceil(coordinate), low, high);
  }
}
