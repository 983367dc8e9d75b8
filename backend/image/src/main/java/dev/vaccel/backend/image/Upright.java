package dev.vaccel.backend.image;

/**
 * Turns pixels as the Exif orientation asks: 1 upright, 2 mirrored, 3 half turn, 4 upside down
 * mirrored, 5 transposed, 6 stored a quarter turn too far left, 7 transposed over the other
 * diagonal, 8 a quarter turn too far right.
 */
final class Upright {
  private Upright() {}

  /** Whether stored columns are rows of the upright picture. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5 && orientation <= 8;
  }

  /** Whether the last stored column is at the left or at the top. */
  private static boolean reversesColumns(int orientation) {
    return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  }

  /** Whether the last stored row is at the left or at the top. */
  private static boolean reversesRows(int orientation) {
    return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  }

  /** The picture as it was seen, which may be a part of its pixels. */
  static Decoded of(Decoded stored, int orientation) {
    Pixels pixels = of(stored.pixels(), orientation);
    Area from = stored.shown();
    double left = from.left();
    if (reversesColumns(orientation)) {
      left = stored.pixels().width - left - from.width();
    }
    double top = from.top();
    if (reversesRows(orientation)) {
      top = stored.pixels().height - top - from.height();
    }
    if (swapsSides(orientation)) {
      Area shown = new Area(top, left, from.height(), from.width());
      return new Decoded(pixels, stored.height(), stored.width(), shown);
    }
    Area shown = new Area(left, top, from.width(), from.height());
    return new Decoded(pixels, stored.width(), stored.height(), shown);
  }

  /** The picture as it was seen. */
  static Pixels of(Pixels stored, int orientation) {
    if (orientation <= 1 || orientation > 8) {
      return stored;
    }
    int w = stored.width;
    int h = stored.height;
    boolean swap = swapsSides(orientation);
    boolean reverseColumns = reversesColumns(orientation);
    boolean reverseRows = reversesRows(orientation);
    int width = swap ? h : w;
    int height = swap ? w : h;
    int channels = stored.channels;
    byte[] data = new byte[w * h * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = swap ? y : x;
        int fromY = swap ? x : y;
        if (reverseColumns) {
          fromX = w - 1 - fromX;
        }
        if (reverseRows) {
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
