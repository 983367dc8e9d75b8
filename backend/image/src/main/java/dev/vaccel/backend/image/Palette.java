package dev.vaccel.backend.image;

/** Colours, {@code 0xRRGGBB}: of classes, by their number, always the same; and of text on them. */
final class Palette {
  static final int WHITE = 0xFFFFFF;
  static final int INK = 0x14181D;
  static final int GRAY = 0x9AA3AD;

  /** Left, right and middle of a body. */
  static final int LEFT = 0xFF9F1C;

  static final int RIGHT = 0x3FB8FF;
  static final int MIDDLE = 0x6FE07C;

  /**
   * Okabe and Ito's set, which colour-blind people tell apart, without black and its darkest; the
   * order puts unlike ones beside each other.
   */
  private static final int[] FIRST = {
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0xD55E00, 0xCC79A7, 0x0072B2
  };

  /** The golden angle never comes back to a hue; lightness changes too, for the same reason. */
  private static final double GOLDEN_DEGREES = 137.50776;

  private static final double[] LIGHTNESS = {0.6, 0.5, 0.72};
  private static final double SATURATION = 0.85;

  private Palette() {}

  /** The colour of a class; any number, also a negative one. */
  static int ofClass(int index) {
    if (index >= 0 && index < FIRST.length) {
      return FIRST[index];
    }
    double hue = Math.floorMod(Math.round(index * GOLDEN_DEGREES * 1000), 360_000L) / 1000.0;
    return rgb(hue, SATURATION, LIGHTNESS[Math.floorMod(index, LIGHTNESS.length)]);
  }

  /** Black or white, what reads better on this colour (WCAG's contrast). */
  static int textOn(int rgb) {
    double light = luminance(rgb);
    return (light + 0.05) / (luminance(INK) + 0.05) >= 1.05 / (light + 0.05) ? INK : WHITE;
  }

  /** The ratio of WCAG 2: from 1 to 21. */
  static double contrast(int rgb, int other) {
    double one = luminance(rgb) + 0.05;
    double two = luminance(other) + 0.05;
    return Math.max(one, two) / Math.min(one, two);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 0xFF)
        + 0.7152 * linear(rgb >> 8 & 0xFF)
        + 0.0722 * linear(rgb & 0xFF);
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /** From hue in degrees, saturation and lightness. */
  private static int rgb(double hue, double saturation, double lightness) {
    double chroma = saturation * Math.min(lightness, 1 - lightness);
    int rgb = 0;
    for (int shift : new int[] {0, 8, 4}) {
      double k = (shift + hue / 30) % 12;
      double value = lightness - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
      rgb = rgb << 8 | (int) Math.round(255 * value);
    }
    return rgb;
  }
}
