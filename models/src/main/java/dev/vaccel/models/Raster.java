package dev.vaccel.models;

import java.awt.image.BufferedImage;

/**
 * An image of 8-bit RGB pixels, interleaved, row-major, top row first. Confined to one thread while
 * it is drawn, read-only after.
 */
public final class Raster {
  private final int width;
  private final int height;
  private final byte[] rgb;

  Raster(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image of " + width + "x" + height + " pixels: both sides must be at least 1");
    }
    this.width = width;
    this.height = height;
    this.rgb = new byte[3 * width * height];
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The bytes themselves, {@code 3 * width * height} of them, not a copy. */
  byte[] rgb() {
    return rgb;
  }

  /** A copy of the bytes: {@code 3 * width * height}, red first. */
  public byte[] copyOfRgb() {
    return rgb.clone();
  }

  /** A copy as a {@link BufferedImage} of type {@code TYPE_INT_RGB}, for {@code ImageIO}. */
  BufferedImage toImage() {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        int packed = ((rgb[i] & 0xff) << 16) | ((rgb[i + 1] & 0xff) << 8) | (rgb[i + 2] & 0xff);
        image.setRGB(x, y, packed);
      }
    }
    return image;
  }

  /**
   * Writes the pixels as the model's input: float32, planes R, G, B, each value {@code (pixel -
   * 127.5) / 127.5}.
   *
   * @param input receives {@code 3 * width * height} values
   */
  public void toModelInput(float[] input) {
    int plane = width * height;
    if (input.length != 3 * plane) {
      throw new IllegalArgumentException(
          "array of " + input.length + " floats for an image that fills " + 3 * plane);
    }
    for (int channel = 0; channel < 3; channel++) {
      int out = channel * plane;
      for (int i = channel; i < rgb.length; i += 3) {
        input[out++] = ((rgb[i] & 0xff) - ShapeModel.MEAN) * ShapeModel.SCALE;
      }
    }
  }
}
