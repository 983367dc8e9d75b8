package dev.vaccel.backend.image;

/**
 * A thick line with round ends, cut by an area of pixels: which of them it touches, and how much of
 * each. Its cost grows with its own length, not with the area.
 *
 * @param x1 of one end, in pixels
 * @param y1 of one end
 * @param x2 of the other end
 * @param y2 of the other end
 * @param radius half its width
 */
record Capsule(double x1, double y1, double x2, double y2, double radius) {
  /** Soft edges reach half a pixel further, and centres of pixels are at one half. */
  private double reach() {
    return radius + 1;
  }

  int top(int low, int high) {
    return (int) Math.clamp(Math.floor(Math.min(y1, y2) - reach()), low, high);
  }

  int bottom(int low, int high) {
    return (int) Math.clamp(Math.ceil(Math.max(y1, y2) + reach()), low, high);
  }

  /** The first column that may be touched in row {@code y}. */
  int left(int y, int low, int high) {
    return (int) Math.clamp(Math.floor(Math.min(x(y, -1), x(y, 1)) - reach()), low, high);
  }

  /** The first column after those that may be touched in row {@code y}. */
  int right(int y, int low, int high) {
    return (int) Math.clamp(Math.ceil(Math.max(x(y, -1), x(y, 1)) + reach()), low, high);
  }

  /** Where the middle line enters or leaves the rows that are near enough. */
  private double x(int y, int side) {
    if (y1 == y2) {
      return side < 0 ? x1 : x2;
    }
    double along = Math.clamp((y + 0.5 + side * reach() - y1) / (y2 - y1), 0, 1);
    return x1 + along * (x2 - x1);
  }

  /** How much of a pixel is covered, from 0 to 1. */
  double share(int x, int y) {
    double px = x + 0.5 - x1;
    double py = y + 0.5 - y1;
    double dx = x2 - x1;
    double dy = y2 - y1;
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : Math.clamp((px * dx + py * dy) / square, 0, 1);
    double ox = px - along * dx;
    double oy = py - along * dy;
    double out = ox * ox + oy * oy;
    return out >= reach() * reach() ? 0 : Math.clamp(radius + 0.5 - Math.sqrt(out), 0, 1);
  }
}
