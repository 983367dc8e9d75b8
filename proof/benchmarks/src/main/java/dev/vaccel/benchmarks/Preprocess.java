package dev.vaccel.benchmarks;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.backend.image.ClassifyingAll;
import dev.vaccel.backend.image.Preprocessing;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * From a JPEG of 12 megapixels to f32[1,3,224,224]: the back end's way, and all that an operation
 * on several pictures does around it, against libturbojpeg and C.
 */
final class Preprocess {
  private static final double BAR = 1.3;
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;

  /** The least of 1/8, 1/4 and 1/2 that leaves twice what is wanted, each way. */
  private static final int REDUCTION = 4;

  /** Two roundings to whole pixels on our side, none on the other. */
  private static final float TOLERANCE = 1.6f / 127.5f;

  private Preprocess() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    Preprocessing ours = new Preprocessing("auto");
    Preprocessing java = new Preprocessing("java");
    try (Arena arena = Arena.ofConfined();
        ClassifyingAll operation = new ClassifyingAll(directory)) {
      TurboPeer peer =
          TurboPeer.start(
              arena, directory, WIDTH / REDUCTION, HEIGHT / REDUCTION, Preprocessing.SIDE);
      if (peer == null || !ours.reason().isEmpty()) {
        report.skip("preprocess", "needs gcc and libturbojpeg0 " + ours.reason());
        return;
      }
      MemorySegment jpeg = arena.allocateFrom(ValueLayout.JAVA_BYTE, picture());
      Tensor picture = new Tensor(ElementType.U8, Shape.of(jpeg.byteSize()), jpeg);
      requireClose(peer.run(jpeg), ours.run(jpeg), TOLERANCE);
      requireClose(peer.run(jpeg), operation.run(picture), TOLERANCE);
      report.add(
          Comparison.turns(
              "preprocess 4000x3000 JPEG to 224x224",
              scale,
              4,
              scale.calls(60),
              Comparison.times(() -> peer.run(jpeg)),
              Comparison.times(() -> ours.run(jpeg))),
          BAR);
      report.add(
          Comparison.turns(
              "  as classifyAll of one picture",
              scale,
              4,
              scale.calls(60),
              Comparison.times(() -> peer.run(jpeg)),
              Comparison.times(() -> operation.run(picture))),
          BAR);
      report.add(
          Comparison.turns(
              "  without libturbojpeg",
              scale,
              3,
              scale.calls(6),
              Comparison.times(() -> peer.run(jpeg)),
              Comparison.times(() -> java.run(jpeg))),
          0);
    }
  }

  private static void requireClose(MemorySegment expected, MemorySegment actual, float tolerance) {
    for (int i = 0; i < 3 * Preprocessing.SIDE * Preprocessing.SIDE; i++) {
      float wanted = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float got = actual.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      if (!(Math.abs(wanted - got) <= tolerance)) {
        throw new IllegalStateException("at " + i + ": " + got + " instead of " + wanted);
      }
    }
  }

  /** A seeded scene with some noise, at quality 0.9: about 2 bits for each pixel. */
  private static byte[] picture() throws Exception {
    Random random = new Random(12);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.BLUE, WIDTH, HEIGHT, Color.ORANGE));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    for (int i = 0; i < 400; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      int size = 20 + random.nextInt(400);
      graphics.fillOval(random.nextInt(WIDTH), random.nextInt(HEIGHT), size, size);
    }
    graphics.dispose();
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.clamp((pixels[i] & 0xFF) + random.nextInt(25) - 12, 0, 255);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(0.9f);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), quality);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
