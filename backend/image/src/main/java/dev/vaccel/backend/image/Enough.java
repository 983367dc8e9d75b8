package dev.vaccel.backend.image;

/** What size of a picture its user needs at least. Thread-safe. */
@FunctionalInterface
interface Enough {
  /** Every pixel. */
  Enough ALL_PIXELS = (_, _) -> false;

  /**
   * Whether the picture, reduced to this size, still holds what its user takes from it.
   *
   * @param width of the upright picture, in pixels
   * @param height of the upright picture, in pixels
   */
  boolean test(int width, int height);
}
