package dev.vaccel.backend.image;

/** Turns pixels as the Exif orientation asks. */
final class Upright {
  private Upright() {}

  /**
   * The picture as it was seen.
   *
   * @param orientation 1 upright, 2 mirrored, 3 half turn, 4 upside down mirrored, 5 transposed, 6
   *     stored a quarter turn too far left, 7 transposed over the other diagonal, 8 a quarter turn
   *     too far right
   */
  static Pixels of(Pixels stored, int orientation) {
    if (orientation <= 1 || orientation > 8) {
      return stored;
    }
    int w = stored.width;
    int h = stored.height;
    boolean swap = orientation >= 5;
    int width = swap ? h : w;
    int height = swap ? w : h;
    int channels = stored.channels;
    byte[] data = new byte[w * h * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = swap ? y : x;
        int fromY = swap ? x : y;
        if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) {
          fromX = w - 1 - fromX;
        }
        if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {
          fromY = h - 1 - fromY;
        }
        int from = (fromY * w + fromX) * channels;
        int to = (y * width + x) * channels;
        for (int c = 0; c < channels; c++) {
          data[to + c] = stored.data[from + c];
        }
      }
    }
    return new Pixels(width, height, channels, stored.bgr, data);
  }
}
