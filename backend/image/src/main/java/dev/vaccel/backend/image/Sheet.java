package dev.vaccel.backend.image;

import dev.vaccel.model.ResizeFilter;

/**
 * The picture in the size in which it is drawn on, and the sizes of lines and text that go with it.
 * A picture whose longer side has fewer than {@link #SMALL} pixels is enlarged by the least whole
 * number that gives it {@link #READABLE}; a large one is reduced until it has at most a given
 * number. One thread at a time.
 */
final class Sheet {
  static final int SMALL = 320;

  /** Pixels of the longer side that labels need. */
  static final int READABLE = 480;

  /** Sizes are right for a picture of this many pixels squared, and grow with others. */
  private static final double USUAL_SIDE = 600;

  final Canvas canvas;
  final Coverage coverage;

  /** Pixels here for each pixel of the picture. */
  final double scaleX;

  final double scaleY;

  /** Height of capitals, in pixels. */
  final int capHeight;

  /** Width of lines, in pixels; at least 3. */
  final int line;

  private Sheet(Canvas canvas, Pixels picture) {
    this.canvas = canvas;
    this.coverage = new Coverage(canvas.width, canvas.height);
    this.scaleX = (double) canvas.width / picture.width;
    this.scaleY = (double) canvas.height / picture.height;
    double side = Math.sqrt((double) canvas.width * canvas.height);
    double unit = Math.max(0.75, side / USUAL_SIDE);
    this.capHeight = (int) Math.max(10, Math.round(11.5 * unit));
    this.line = (int) Math.max(3, Math.round(2.8 * unit));
  }

  /**
   * Copies the picture.
   *
   * @param maxSide pixels of the longer side, at least {@link #READABLE}
   */
  static Sheet of(Pixels picture, int maxSide) {
    int longer = Math.max(picture.width, picture.height);
    int width = picture.width;
    int height = picture.height;
    if (longer < SMALL) {
      int times = (READABLE + longer - 1) / longer;
      width *= times;
      height *= times;
    } else if (longer > maxSide) {
      double times = (double) maxSide / longer;
      width = (int) Math.max(1, Math.round(width * times));
      height = (int) Math.max(1, Math.round(height * times));
    }
    Pixels scaled = picture;
    if (width != picture.width || height != picture.height) {
      byte[] data = new byte[width * height * picture.channels];
      scaled = new Pixels(width, height, picture.channels, picture.bgr, data);
      Part from = Part.whole(picture.width, picture.height);
      new Scaler().scale(picture, from, scaled, Part.whole(width, height), ResizeFilter.ANTIALIAS);
    }
    Canvas canvas = new Canvas(width, height);
    copy(scaled, canvas.data);
    return new Sheet(canvas, picture);
  }

  private static void copy(Pixels from, byte[] to) {
    int count = from.width * from.height;
    if (from.channels == 3 && from.bgr) {
      System.arraycopy(from.data, 0, to, 0, Canvas.CHANNELS * count);
      return;
    }
    int step = from.channels;
    int last = step - 1;
    for (int i = 0; i < count; i++) {
      to[3 * i] = from.data[step * i + last];
      to[3 * i + 1] = from.data[step * i + last / 2];
      to[3 * i + 2] = from.data[step * i];
    }
  }

  /** Between text and the edge of its box, in pixels. */
  int padding() {
    return (capHeight + 1) / 2;
  }

  /** Of a box with one line of text, in pixels. */
  int boxHeight() {
    return capHeight + 2 * padding();
  }

  TextLine text(String text, double maxWidth) {
    return TextLine.fitting(text, capHeight, maxWidth);
  }

  void draw(TextLine text, double left, int baseline, int rgb) {
    text.draw(canvas, coverage, left, baseline, rgb);
  }

  /** A line with round ends on a dark edge, to be seen on any ground. */
  void line(double x1, double y1, double x2, double y2, double radius, int rgb) {
    double edge = radius + Math.max(1, line / 3.0);
    canvas.line(new Capsule(x1, y1, x2, y2, edge), Palette.INK, 0.7);
    canvas.line(new Capsule(x1, y1, x2, y2, radius), rgb, 1);
  }

  void disc(double x, double y, double radius, int rgb) {
    canvas.line(new Capsule(x, y, x, y, radius), rgb, 1);
  }

  /** A box with round corners under text. */
  void box(double left, double top, double right, double bottom, int rgb, double opacity) {
    coverage.clear(left, top, right, bottom);
    coverage.rectangle(left, top, right, bottom, capHeight * 0.3);
    canvas.blend(coverage, rgb, opacity);
  }
}
