package dev.vaccel.backend.image;

/**
 * An upright picture and the size that it has with every pixel: answers are about that one.
 *
 * @param pixels of the picture, perhaps reduced
 * @param width of the picture with every pixel
 * @param height of the picture with every pixel
 * @param shown what of {@code pixels} is the picture. A reduced pixel is a square of 2, 4 or 8
 *     pixels each way; where the picture ends inside of a square, the rest of it is none of it
 */
record Decoded(Pixels pixels, int width, int height, Area shown) {
  /** With every pixel. */
  static Decoded full(Pixels pixels) {
    Part whole = Part.whole(pixels.width, pixels.height);
    return new Decoded(pixels, pixels.width, pixels.height, Area.of(whole));
  }

  /** Where in {@code pixels} a part of the picture with every pixel lies. */
  Area area(Part part) {
    return new Area(
        shown.left() + part.left() * shown.width() / width,
        shown.top() + part.top() * shown.height() / height,
        part.width() * shown.width() / width,
        part.height() * shown.height() / height);
  }
}
