package dev.vaccel.backend.image;

/**
 * A rectangle of a picture whose sides may lie inside of pixels, in pixels.
 *
 * @param left before it, at least 0
 * @param top above it, at least 0
 * @param width above 0
 * @param height above 0
 */
record Area(double left, double top, double width, double height) {
  static Area of(Part part) {
    return new Area(part.left(), part.top(), part.width(), part.height());
  }

  /** All pixels that have a share in it. */
  Part enclosing() {
    return new Part((int) left, (int) top, across().pixels(), down().pixels());
  }

  /** Its columns, of those of {@link #enclosing()}. */
  Span across() {
    return Span.of(left, width);
  }

  /** Its rows, of those of {@link #enclosing()}. */
  Span down() {
    return Span.of(top, height);
  }
}
