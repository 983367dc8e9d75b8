package dev.vaccel.backend.image;

/**
 * Printers' colours. As in every file that Photoshop wrote, and as djpeg and Pillow take it, 255 is
 * no ink; inks multiply, and no profile is asked.
 */
final class Cmyk {
  private static final int CHANNELS = 4;

  private Cmyk() {}

  /**
   * Colour of inks.
   *
   * @param inks cyan, magenta, yellow, black of each pixel; or, where {@code ycck}, the first three
   *     as Y, Cb, Cr of their complement
   */
  static Pixels toRgb(byte[] inks, int width, int height, boolean ycck) {
    byte[] rgb = new byte[Math.multiplyExact(width * height, 3)];
    int to = 0;
    for (int from = 0; to < rgb.length; from += CHANNELS, to += 3) {
      int c = inks[from] & 0xFF;
      int m = inks[from + 1] & 0xFF;
      int y = inks[from + 2] & 0xFF;
      int k = inks[from + 3] & 0xFF;
      if (ycck) {
        // JFIF's conversion in 16-bit fractions gives the complement (libjpeg, jdcolor.c).
        int luma = c;
        int blue = m - 128;
        int red = y - 128;
        c = 255 - clamp(luma + ((91881 * red + 32768) >> 16));
        m = 255 - clamp(luma + ((-22554 * blue - 46802 * red + 32768) >> 16));
        y = 255 - clamp(luma + ((116130 * blue + 32768) >> 16));
      }
      rgb[to] = product(c, k);
      rgb[to + 1] = product(m, k);
      rgb[to + 2] = product(y, k);
    }
    return new Pixels(width, height, 3, false, rgb);
  }

  private static int clamp(int value) {
    return Math.clamp(value, 0, 255);
  }

  private static byte product(int ink, int black) {
    return (byte) ((ink * black + 127) / 255);
  }
}
