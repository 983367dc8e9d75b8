package dev.vaccel.cli;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * One picture as square JPEG files of several widths: what decoding and moving it cost grows with
 * them. Confined to one thread.
 */
final class SuitePictures {
  private final BufferedImage original;
  private final Map<Long, byte[]> byWidth = new HashMap<>();

  private SuitePictures(BufferedImage original) {
    this.original = original;
  }

  static SuitePictures of(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    if (picture == null) {
      throw Failure.failed(file + " is no picture that Java decodes (JPEG, PNG, GIF, BMP)");
    }
    return new SuitePictures(picture);
  }

  /** The picture, so many pixels wide and high. */
  byte[] ofWidth(long width) throws IOException {
    byte[] known = byWidth.get(width);
    if (known == null) {
      known = encoded((int) width);
      byWidth.put(width, known);
    }
    return known;
  }

  private byte[] encoded(int width) throws IOException {
    BufferedImage scaled = new BufferedImage(width, width, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(original, 0, 0, width, width, null);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(scaled, "jpg", bytes);
    return bytes.toByteArray();
  }
}
