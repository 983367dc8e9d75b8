package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures that a seed makes, and what is asked of two that should be the same. */
final class Scenes {
  private Scenes() {}

  /** Sky, discs and a little noise: what encoders are made for. */
  static BufferedImage scene(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setPaint(new GradientPaint(0, 0, new Color(0x4A7FC0), 0, height, Color.ORANGE));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      int size = 2 + random.nextInt(Math.max(1, Math.min(width, height) / 3));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), size, size);
    }
    graphics.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = image.getRGB(x, y);
        int noise = random.nextInt(9) - 4;
        int shifted = 0;
        for (int shift = 0; shift < 24; shift += 8) {
          shifted |= Math.clamp(((rgb >> shift) & 0xFF) + noise, 0, 255) << shift;
        }
        image.setRGB(x, y, shifted);
      }
    }
    return image;
  }

  /** By an encoder of Java. */
  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, format, out), format);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /** As PPM, which cjpeg and others read. */
  static byte[] ppm(BufferedImage image) {
    byte[] header =
        ("P6\n" + image.getWidth() + " " + image.getHeight() + "\n255\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = new byte[header.length + image.getWidth() * image.getHeight() * 3];
    System.arraycopy(header, 0, bytes, 0, header.length);
    int at = header.length;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        bytes[at++] = (byte) (rgb >> 16);
        bytes[at++] = (byte) (rgb >> 8);
        bytes[at++] = (byte) rgb;
      }
    }
    return bytes;
  }

  /** The same of pixels. */
  static byte[] ppm(Pixels pixels) {
    return ppm(image(pixels));
  }

  /** For encoders of Java. */
  static BufferedImage image(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.width, pixels.height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < pixels.height; y++) {
      for (int x = 0; x < pixels.width; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          rgb = rgb << 8 | value(pixels, x, y, c);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** The pixels of a PPM or PGM with 255 for white and no comments. */
  static Pixels ofPnm(byte[] pnm) {
    String head = new String(pnm, 0, Math.min(64, pnm.length), StandardCharsets.ISO_8859_1);
    String[] words = head.split("\\s", 5);
    assertTrue(words[0].equals("P6") || words[0].equals("P5"), head);
    assertEquals("255", words[3], head);
    int channels = words[0].equals("P6") ? 3 : 1;
    int width = Integer.parseInt(words[1]);
    int height = Integer.parseInt(words[2]);
    int start = words[0].length() + words[1].length() + words[2].length() + words[3].length() + 4;
    byte[] data = new byte[width * height * channels];
    System.arraycopy(pnm, start, data, 0, data.length);
    return new Pixels(width, height, channels, false, data);
  }

  /** As stored, without any decoder of ours. */
  static Pixels of(BufferedImage image) {
    return ofPnm(ppm(image));
  }

  /** Value of a channel, 0 red; the one channel of gray pictures. */
  static int value(Pixels pixels, int x, int y, int channel) {
    int stored = pixels.channels == 1 ? 0 : pixels.bgr ? 2 - channel : channel;
    return pixels.data[(y * pixels.width + x) * pixels.channels + stored] & 0xFF;
  }

  /** Fails where a value differs by more than {@code most}, or all of them by {@code mean}. */
  static void assertClose(Pixels expected, Pixels actual, int most, double mean) {
    assertEquals(expected.width + "x" + expected.height, actual.width + "x" + actual.height);
    long sum = 0;
    for (int y = 0; y < expected.height; y++) {
      for (int x = 0; x < expected.width; x++) {
        for (int c = 0; c < 3; c++) {
          int difference = Math.abs(value(expected, x, y, c) - value(actual, x, y, c));
          if (difference > most) {
            assertEquals(value(expected, x, y, c), value(actual, x, y, c), x + "," + y + " " + c);
          }
          sum += difference;
        }
      }
    }
    double found = sum / 3.0 / expected.width / expected.height;
    assertTrue(found <= mean, found + " on average, more than " + mean);
  }
}
