package dev.vaccel.backend.image;

/** Pixels less what their neighbours foretell, by the mode of their block. */
final class Vp8lPredictor implements Vp8lTransform {
  private static final int BLACK = 0xFF000000;

  private final int packedWidth;
  private final int blockBits;
  private final int[] blocks;

  /**
   * One for an image of this width.
   *
   * @param blocks in whose green the mode stands
   */
  Vp8lPredictor(int packedWidth, int blockBits, int[] blocks) {
    this.packedWidth = packedWidth;
    this.blockBits = blockBits;
    this.blocks = blocks;
  }

  @Override
  public int packedWidth() {
    return packedWidth;
  }

  @Override
  public void undo(int[] pixels, int base, int height) {
    int width = packedWidth;
    int blocksInRow = Vp8lImage.blocks(width, blockBits);
    int at = base;
    pixels[at] = Vp8lTransform.sum(pixels[at], BLACK);
    at++;
    for (int x = 1; x < width; x++, at++) {
      pixels[at] = Vp8lTransform.sum(pixels[at], pixels[at - 1]);
    }
    for (int y = 1; y < height; y++) {
      int row = (y >> blockBits) * blocksInRow;
      pixels[at] = Vp8lTransform.sum(pixels[at], pixels[at - width]);
      at++;
      for (int x = 1; x < width; x++, at++) {
        int mode = (blocks[row + (x >> blockBits)] >> 8) & 15;
        pixels[at] = Vp8lTransform.sum(pixels[at], foretold(mode, pixels, at, width));
      }
    }
  }

  private static int foretold(int mode, int[] pixels, int at, int width) {
    int left = pixels[at - 1];
    int top = pixels[at - width];
    int topLeft = pixels[at - width - 1];
    // Of the last column: the first pixel of this row, which is what stands behind in memory.
    int topRight = pixels[at - width + 1];
    return switch (mode) {
      case 1 -> left;
      case 2 -> top;
      case 3 -> topRight;
      case 4 -> topLeft;
      case 5 -> mean(mean(left, topRight), top);
      case 6 -> mean(left, topLeft);
      case 7 -> mean(left, top);
      case 8 -> mean(topLeft, top);
      case 9 -> mean(top, topRight);
      case 10 -> mean(mean(left, topLeft), mean(top, topRight));
      case 11 -> select(left, top, topLeft);
      case 12 -> addSubtract(left, top, topLeft);
      case 13 -> addHalf(mean(left, top), topLeft);
      default -> BLACK;
    };
  }

  /** Of each channel, rounded down. */
  private static int mean(int a, int b) {
    return (a & b) + (((a ^ b) >>> 1) & 0x7F7F7F7F);
  }

  /** Left or top, whichever is nearer to left + top - topLeft. */
  private static int select(int left, int top, int topLeft) {
    int fromLeft = 0;
    int fromTop = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      int corner = channel(topLeft, shift);
      fromLeft += Math.abs(channel(top, shift) - corner);
      fromTop += Math.abs(channel(left, shift) - corner);
    }
    return fromLeft < fromTop ? left : top;
  }

  private static int addSubtract(int left, int top, int topLeft) {
    int result = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      int value = channel(left, shift) + channel(top, shift) - channel(topLeft, shift);
      result |= Math.clamp(value, 0, 255) << shift;
    }
    return result;
  }

  private static int addHalf(int mean, int topLeft) {
    int result = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      int value = channel(mean, shift);
      result |= Math.clamp(value + (value - channel(topLeft, shift)) / 2, 0, 255) << shift;
    }
    return result;
  }

  private static int channel(int pixel, int shift) {
    return (pixel >>> shift) & 0xFF;
  }
}
