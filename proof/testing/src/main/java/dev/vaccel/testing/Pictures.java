package dev.vaccel.testing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Pictures as the expected outputs of the shared models were made with: stretched by a triangle
 * filter that is scaled by the factor of the reduction, rounded after each pass.
 */
public final class Pictures {
  private Pictures() {}

  /** Red, green and blue of each pixel, row by row, of a picture stretched to this size. */
  public static byte[] stretched(Path file, int width, int height) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IOException(file + " is no picture");
    }
    int w = image.getWidth();
    int h = image.getHeight();
    float[] pixels = new float[w * h * 3];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int rgb = image.getRGB(x, y);
        int at = (y * w + x) * 3;
        pixels[at] = (rgb >> 16) & 0xFF;
        pixels[at + 1] = (rgb >> 8) & 0xFF;
        pixels[at + 2] = rgb & 0xFF;
      }
    }
    float[] wide = pass(pixels, h, w, width, w * 3, 3, width * 3, 3);
    float[] both = pass(wide, width, h, height, 3, width * 3, 3, width * 3);
    byte[] result = new byte[width * height * 3];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) both[i];
    }
    return result;
  }

  // One direction: lines of `from` pixels become lines of `to`; strides are those of the arrays.
  private static float[] pass(
      float[] in, int lines, int from, int to, int inLine, int inStep, int outLine, int outStep) {
    float[] out = new float[lines * to * 3];
    double scale = (double) from / to;
    double support = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(from, (int) (center + support + 0.5));
      double[] weights = new double[end - first];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = Math.max(0, 1 - Math.abs((first + k + 0.5 - center) / support));
        sum += weights[k];
      }
      for (int line = 0; line < lines; line++) {
        for (int channel = 0; channel < 3; channel++) {
          double value = 0;
          for (int k = 0; k < weights.length; k++) {
            value += weights[k] / sum * in[line * inLine + (first + k) * inStep + channel];
          }
          out[line * outLine + i * outStep + channel] = Math.clamp(Math.round(value), 0, 255);
        }
      }
    }
    return out;
  }
}
