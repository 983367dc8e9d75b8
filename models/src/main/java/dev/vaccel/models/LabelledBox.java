package dev.vaccel.models;

/**
 * Where one shape is in a picture.
 *
 * @param shape what it is
 * @param centreX of the box, in pixels from the left edge
 * @param centreY of the box, in pixels from the top edge
 * @param width in pixels
 * @param height in pixels
 */
public record LabelledBox(
    Shape shape, double centreX, double centreY, double width, double height) {
  /** Area of the intersection by area of the union, 0 to 1. */
  double overlap(LabelledBox other) {
    double common =
        common(centreX, width, other.centreX, other.width)
            * common(centreY, height, other.centreY, other.height);
    double union = width * height + other.width * other.height - common;
    return union > 0 ? common / union : 0;
  }

  private static double common(double centreA, double sizeA, double centreB, double sizeB) {
    double end = Math.min(centreA + sizeA / 2, centreB + sizeB / 2);
    double start = Math.max(centreA - sizeA / 2, centreB - sizeB / 2);
    return Math.max(0, end - start);
  }
}
