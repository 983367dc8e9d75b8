package dev.vaccel.backend.image;

import dev.vaccel.api.InvalidArgumentException;

/** Asked before memory is taken for a picture. */
@FunctionalInterface
interface SizeCheck {
  /**
   * Accepts a size, in pixels.
   *
   * @throws InvalidArgumentException if it is none, or too large
   */
  void check(PictureFormat format, int width, int height);
}
