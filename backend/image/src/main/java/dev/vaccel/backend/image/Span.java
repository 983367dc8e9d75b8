package dev.vaccel.backend.image;

/**
 * What is taken of a line of pixels.
 *
 * @param pixels of the line
 * @param start of what is taken, inside of the first pixel
 * @param length of what is taken, in pixels; ends inside of the last one
 */
record Span(int pixels, double start, double length) {
  /** On the pixels from the one that {@code from} lies in to the one in which it ends. */
  static Span of(double from, double length) {
    double first = Math.floor(from);
    return new Span((int) (Math.ceil(from + length) - first), from - first, length);
  }

  /** The share of a pixel that is taken, 0 to 1. */
  double share(int pixel) {
    return Math.min(pixel + 1, start + length) - Math.max(pixel, start);
  }
}
