package dev.vaccel.backend.image;

/**
 * One line of text in a size, drawn by a round pen. Heights are rounded to whole pixels and the pen
 * is moved between or onto pixels, as its width asks, so that small text is sharp.
 *
 * @param text as {@link PlainLabel} makes it
 * @param capHeight of capitals, in pixels
 */
record TextLine(String text, int capHeight) {
  private static final double PEN = 1.85 / Glyphs.BASE;
  private static final double THINNEST = 1.3;
  private static final double DOT = 1.15;

  /** The longest beginning of {@code text} that is at most so wide, with an ellipsis where cut. */
  static TextLine fitting(String text, int capHeight, double maxWidth) {
    TextLine whole = new TextLine(text, capHeight);
    int length = text.length();
    while (length > 0 && whole.width() > maxWidth) {
      length--;
      String cut = text.substring(0, length).stripTrailing() + PlainLabel.ELLIPSIS;
      whole = new TextLine(length == 0 ? "" : cut, capHeight);
    }
    return whole;
  }

  /** In pixels, from the first stroke to the last, the pen's width included. */
  double width() {
    if (text.isEmpty()) {
      return 0;
    }
    double units = Glyphs.GAP * (text.length() - 1);
    for (int i = 0; i < text.length(); i++) {
      units += Glyphs.of(text.charAt(i)).width();
    }
    return units * scale() + pen();
  }

  /** Draws with the first stroke's left edge at {@code left}, standing on {@code baseline}. */
  void draw(Canvas canvas, Coverage coverage, double left, int baseline, int rgb) {
    double radius = pen() / 2;
    double bottom = baseline + (Glyphs.LOW - Glyphs.BASE) * scale() + radius;
    coverage.clear(left - 1, baseline - capHeight * 1.2, left + width() + 1, bottom);
    double x = left + radius;
    for (int i = 0; i < text.length(); i++) {
      Glyphs.Glyph glyph = Glyphs.of(text.charAt(i));
      // Upright strokes are sharp where they begin on a pixel.
      double start = Math.round(x - radius) + radius;
      for (double[] points : glyph.strokes()) {
        stroke(coverage, points, start, baseline, radius);
      }
      x += (glyph.width() + Glyphs.GAP) * scale();
    }
    canvas.blend(coverage, rgb, 1);
  }

  private void stroke(
      Coverage coverage, double[] points, double left, int baseline, double radius) {
    double lastX = left + points[0] * scale();
    double lastY = y(points[1], baseline, radius);
    if (points.length == 2) {
      coverage.line(lastX, lastY, lastX, lastY, radius * DOT);
    }
    for (int i = 2; i < points.length; i += 2) {
      double x = left + points[i] * scale();
      double y = y(points[i + 1], baseline, radius);
      coverage.line(lastX, lastY, x, y, radius);
      lastX = x;
      lastY = y;
    }
  }

  /** The pen stays within capitals' height: its upper edge is at the top, its lower at the base. */
  private double y(double units, int baseline, double radius) {
    double top = baseline - capHeight + radius;
    double base = baseline - radius;
    double middle = Math.round(baseline - capHeight * (1 - Glyphs.X_TOP / Glyphs.BASE)) + radius;
    if (units >= Glyphs.BASE) {
      return base + (units - Glyphs.BASE) * scale();
    }
    return units >= Glyphs.X_TOP
        ? middle + (base - middle) * (units - Glyphs.X_TOP) / (Glyphs.BASE - Glyphs.X_TOP)
        : top + (middle - top) * units / Glyphs.X_TOP;
  }

  private double scale() {
    return capHeight / Glyphs.BASE;
  }

  private double pen() {
    return Math.max(THINNEST, PEN * capHeight);
  }
}
