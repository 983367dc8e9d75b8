package dev.vaccel.backend.image;

/**
 * Along one axis, the two cells of a map between whose centres each pixel of a picture lies, for a
 * map that covers the whole picture.
 */
final class Stretch {
  /** The nearer to the beginning, for each pixel. */
  final int[] first;

  /** The other one; the same at the edges. */
  final int[] second;

  /** How far from the first to the second, from 0 to 1. */
  final float[] part;

  /** From this many cells to this many pixels. */
  Stretch(int cells, int pixels) {
    first = new int[pixels];
    second = new int[pixels];
    part = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      double at = Math.clamp((i + 0.5) * cells / pixels - 0.5, 0, cells - 1);
      first[i] = (int) at;
      second[i] = Math.min(first[i] + 1, cells - 1);
      part[i] = (float) (at - first[i]);
    }
  }
}
