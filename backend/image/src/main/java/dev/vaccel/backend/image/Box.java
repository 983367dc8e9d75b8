package dev.vaccel.backend.image;

/**
 * A thing that a detector may have found, in fractions of the model's input.
 *
 * @param type its class
 * @param score 0 to 1
 * @param left edge
 * @param top edge
 * @param right edge, above left
 * @param bottom edge, above top
 */
record Box(int type, float score, float left, float top, float right, float bottom) {
  /** Intersection over union. */
  double iou(Box other) {
    double width = Math.min(right, other.right) - (double) Math.max(left, other.left);
    double height = Math.min(bottom, other.bottom) - (double) Math.max(top, other.top);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double shared = width * height;
    return shared / (area() + other.area() - shared);
  }

  private double area() {
    return ((double) right - left) * ((double) bottom - top);
  }
}
