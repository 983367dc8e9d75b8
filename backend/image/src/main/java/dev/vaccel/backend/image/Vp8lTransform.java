package dev.vaccel.backend.image;

import java.util.Arrays;

/** What a lossless WebP did to its pixels before it coded them, and how that is undone. */
sealed interface Vp8lTransform
    permits Vp8lPredictor,
        Vp8lTransform.Colors,
        Vp8lTransform.SubtractedGreen,
        Vp8lTransform.Palette {
  /** Width of the image that it leaves to be coded. */
  int packedWidth();

  /**
   * Undoes it in place.
   *
   * @param pixels of which the image's, ARGB, begin at {@code base}
   */
  void undo(int[] pixels, int base, int height);

  /**
   * Reads one.
   *
   * @param width of the image that it was applied to
   */
  static Vp8lTransform read(int type, Vp8lBits bits, Vp8lImage image, int width, int height)
      throws DamagedPictureException {
    return switch (type) {
      case 0, 1 -> {
        int blockBits = bits.read(3) + 2;
        int[] blocks =
            image.readHelper(
                Vp8lImage.blocks(width, blockBits), Vp8lImage.blocks(height, blockBits));
        yield type == 0
            ? new Vp8lPredictor(width, blockBits, blocks)
            : new Colors(width, blockBits, blocks);
      }
      case 2 -> new SubtractedGreen(width);
      default -> Palette.read(bits.read(8) + 1, image, width);
    };
  }

  /** Red and blue less what green and red foretell, by factors of the block. */
  final class Colors implements Vp8lTransform {
    private final int packedWidth;
    private final int blockBits;
    private final int[] blocks;

    private Colors(int packedWidth, int blockBits, int[] blocks) {
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
      int blocksInRow = Vp8lImage.blocks(packedWidth, blockBits);
      int at = base;
      for (int y = 0; y < height; y++) {
        int row = (y >> blockBits) * blocksInRow;
        for (int x = 0; x < packedWidth; x++, at++) {
          int factors = blocks[row + (x >> blockBits)];
          int pixel = pixels[at];
          int green = pixel >> 8;
          int red = (pixel >> 16) + delta(factors, green);
          int blue = pixel + delta(factors >> 8, green) + delta(factors >> 16, red);
          pixels[at] = (pixel & 0xFF00FF00) | ((red & 0xFF) << 16) | (blue & 0xFF);
        }
      }
    }

    private static int delta(int factor, int color) {
      return ((byte) factor * (byte) color) >> 5;
    }
  }

  /** Red and blue less green. */
  record SubtractedGreen(int packedWidth) implements Vp8lTransform {
    @Override
    public void undo(int[] pixels, int base, int height) {
      for (int i = base; i < base + packedWidth * height; i++) {
        int pixel = pixels[i];
        int green = (pixel >> 8) & 0xFF;
        int redBlue = (pixel & 0x00FF00FF) + ((green << 16) | green);
        pixels[i] = (pixel & 0xFF00FF00) | (redBlue & 0x00FF00FF);
      }
    }
  }

  /** Numbers of colours, up to 8 in a pixel's green. */
  final class Palette implements Vp8lTransform {
    private final int width;
    private final int packBits;
    private final int[] colors;

    private Palette(int width, int packBits, int[] colors) {
      this.width = width;
      this.packBits = packBits;
      this.colors = colors;
    }

    static Palette read(int size, Vp8lImage image, int width) throws DamagedPictureException {
      int[] colors = Arrays.copyOf(image.readHelper(size, 1), 256);
      for (int i = 1; i < size; i++) {
        colors[i] = sum(colors[i], colors[i - 1]);
      }
      int packBits = size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0;
      return new Palette(width, packBits, colors);
    }

    @Override
    public int packedWidth() {
      return Vp8lImage.blocks(width, packBits);
    }

    @Override
    public void undo(int[] pixels, int base, int height) {
      // The result stands where the array ends as well, and grows towards what is still unread.
      int to = base + packedWidth() * height - width * height;
      int from = base;
      int inPixel = 1 << packBits;
      int numberBits = Byte.SIZE >> packBits;
      int mask = (1 << numberBits) - 1;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; ) {
          int numbers = (pixels[from++] >> 8) & 0xFF;
          for (int i = 0; i < inPixel && x < width; i++, x++) {
            pixels[to++] = colors[numbers & mask];
            numbers >>= numberBits;
          }
        }
      }
    }
  }

  /** Sum of each channel, modulo 256. */
  static int sum(int a, int b) {
    return (((a & 0xFF00FF00) + (b & 0xFF00FF00)) & 0xFF00FF00)
        | (((a & 0x00FF00FF) + (b & 0x00FF00FF)) & 0x00FF00FF);
  }
}
