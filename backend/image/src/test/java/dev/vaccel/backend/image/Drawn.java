package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** Annotated pictures that tests look at. */
final class Drawn {
  private Drawn() {}

  /** A picture of one gray. */
  static Pixels plain(int width, int height, int gray) {
    byte[] data = new byte[width * height];
    Arrays.fill(data, (byte) gray);
    return new Pixels(width, height, 1, false, data);
  }

  static byte[] bytes(Tensor annotated) {
    assertEquals(annotated.shape().elementCount(), annotated.data().byteSize());
    return annotated.data().toArray(ValueLayout.JAVA_BYTE);
  }

  /** What anyone's decoder makes of it. */
  static BufferedImage image(Tensor annotated) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes(annotated)));
  }

  static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  /** How many pixels have exactly this colour in a rectangle, right and bottom excluded. */
  static long count(BufferedImage image, Part part, int rgb) {
    long count = 0;
    for (int y = part.top(); y < part.top() + part.height(); y++) {
      for (int x = part.left(); x < part.left() + part.width(); x++) {
        count += rgb(image, x, y) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  static Part whole(BufferedImage image) {
    return Part.whole(image.getWidth(), image.getHeight());
  }

  /** The picture as PNG with nothing to say. */
  static BufferedImage untouched(Pixels picture) throws IOException {
    return image(new Annotator().poses(Annotation.PNG, picture, List.of()));
  }

  /** Pixels that differ. */
  static long changed(BufferedImage one, BufferedImage other) {
    assertEquals(one.getWidth(), other.getWidth());
    assertEquals(one.getHeight(), other.getHeight());
    long count = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        count += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }
}
