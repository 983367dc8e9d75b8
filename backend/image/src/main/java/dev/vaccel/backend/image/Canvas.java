package dev.vaccel.backend.image;

/**
 * A picture that is drawn on: 8-bit blue, green, red, rows from the top, which is what Java's PNG
 * and JPEG writers take without conversion. Whatever lies outside is left out. One thread at a
 * time.
 */
final class Canvas {
  static final int CHANNELS = 3;

  final int width;
  final int height;

  /** {@code width * height * CHANNELS} bytes. */
  final byte[] data;

  /** Black, of this size in pixels. */
  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.data = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
  }

  /** The colour of a pixel, {@code 0xRRGGBB}. */
  int rgb(int x, int y) {
    int at = (y * width + x) * CHANNELS;
    return (data[at + 2] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8 | (data[at] & 0xFF);
  }

  void set(int x, int y, int rgb) {
    int at = (y * width + x) * CHANNELS;
    data[at] = (byte) rgb;
    data[at + 1] = (byte) (rgb >> 8);
    data[at + 2] = (byte) (rgb >> 16);
  }

  /** Lays a colour over one pixel of the picture; {@code alpha} from 0 to 256. */
  void blend(int x, int y, int rgb, int alpha) {
    blendAt((y * width + x) * CHANNELS, rgb, alpha);
  }

  /** Lays a colour over what a shape covers; {@code opacity} from 0 to 1. */
  void blend(Coverage shape, int rgb, double opacity) {
    int most = (int) Math.round(256 * opacity);
    for (int y = shape.top(); y < shape.bottom(); y++) {
      int at = (y * width + shape.left()) * CHANNELS;
      for (int x = shape.left(); x < shape.right(); x++, at += CHANNELS) {
        int covered = shape.at(x, y);
        if (covered != 0) {
          // From 0 to 256: what is covered whole loses nothing.
          blendAt(at, rgb, (most * (covered + (covered >> 7))) >> 8);
        }
      }
    }
  }

  /** Lays a colour over a thick line with round ends; of length 0, a disc. */
  void line(Capsule line, int rgb, double opacity) {
    int lastY = line.bottom(0, height);
    for (int y = line.top(0, height); y < lastY; y++) {
      int lastX = line.right(y, 0, width);
      for (int x = line.left(y, 0, width); x < lastX; x++) {
        blend(x, y, rgb, (int) Math.round(256 * opacity * line.share(x, y)));
      }
    }
  }

  /** Lays a colour over a rectangle of whole pixels, right and bottom excluded. */
  void fill(int left, int top, int right, int bottom, int rgb, double opacity) {
    int alpha = (int) Math.round(256 * opacity);
    int fromX = Math.max(left, 0);
    int toX = Math.min(right, width);
    for (int y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
      int at = (y * width + fromX) * CHANNELS;
      for (int x = fromX; x < toX; x++, at += CHANNELS) {
        blendAt(at, rgb, alpha);
      }
    }
  }

  private void blendAt(int at, int rgb, int alpha) {
    data[at] = mixed(data[at], rgb & 0xFF, alpha);
    data[at + 1] = mixed(data[at + 1], rgb >> 8 & 0xFF, alpha);
    data[at + 2] = mixed(data[at + 2], rgb >> 16 & 0xFF, alpha);
  }

  private static byte mixed(byte below, int above, int alpha) {
    int under = below & 0xFF;
    return (byte) (under + (((above - under) * alpha + 128) >> 8));
  }
}
