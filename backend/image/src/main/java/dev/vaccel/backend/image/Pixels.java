package dev.vaccel.backend.image;

/**
 * 8-bit pixels without gaps, row after row from the top, channels interleaved. Mutable on purpose:
 * the arrays of large pictures are handed on, not copied.
 */
final class Pixels {
  /** Stands for a picture that nobody will look at. */
  static final Pixels NONE = new Pixels(0, 0, 1, false, new byte[0]);

  final int width;
  final int height;

  /** 1: gray; 3: colour. */
  final int channels;

  /** Whether colour is stored as blue, green, red. */
  final boolean bgr;

  /** At least {@code width * height * channels} bytes. */
  final byte[] data;

  Pixels(int width, int height, int channels, boolean bgr, byte[] data) {
    if ((long) width * height * channels > data.length) {
      throw new IllegalArgumentException(
          width + "x" + height + "x" + channels + " in " + data.length + " bytes");
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.bgr = bgr;
    this.data = data;
  }
}
