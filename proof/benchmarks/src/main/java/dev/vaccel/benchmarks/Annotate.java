package dev.vaccel.benchmarks;

import dev.vaccel.api.Annotation;
import dev.vaccel.backend.image.AnnotateStages;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** What drawing an answer into a picture costs one processor: each stage alone. */
final class Annotate {
  private static final int LARGE_WIDTH = 4000;
  private static final int LARGE_HEIGHT = 3000;

  /** Of a sensor in daylight, in levels: enlarged pictures are smoother than any camera's. */
  private static final int NOISE = 4;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Annotate() {}

  /** On a photograph of 768x512 and the same one with 12 million pixels, both as JPEG. */
  static void run(Report report, Scale scale, Path photograph) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage photo = ImageIO.read(photograph.toFile());
    if (photo == null) {
      throw new IOException(photograph + " is no picture");
    }
    measure(report, scale, new AnnotateStages(jpeg(photo)), 200);
    measure(report, scale, new AnnotateStages(jpeg(enlarged(photo))), 20);
  }

  private static void measure(Report report, Scale scale, AnnotateStages stages, int calls) {
    int rounds = scale.calls(calls);
    String of = ", " + stages.size();
    add(report, "decode JPEG" + of, stages::decode, rounds);
    add(report, "copy" + of, stages::copy, rounds);
    stages.drawing().forEach((name, draw) -> add(report, "draw " + name + of, draw, rounds));
    for (Annotation kind : new Annotation[] {Annotation.JPEG, Annotation.PNG}) {
      add(report, "encode " + kind + of, () -> stages.encode(kind), rounds);
      double kilobytes = stages.encode(kind).length / 1e3;
      report.addAtMost("size of " + kind + of, kilobytes, "kB", 0);
    }
  }

  /** The median, after as many calls to warm up. Of the thread's own time: no stage waits. */
  private static void add(Report report, String name, Runnable stage, int rounds) {
    double[] milliseconds = new double[rounds];
    for (int i = -rounds; i < rounds; i++) {
      long started = THREADS.getCurrentThreadCpuTime();
      stage.run();
      milliseconds[Math.max(i, 0)] = (THREADS.getCurrentThreadCpuTime() - started) / 1e6;
    }
    Arrays.sort(milliseconds);
    report.addAtMost(name, milliseconds[rounds / 2], "ms", 0);
  }

  private static BufferedImage enlarged(BufferedImage photo) {
    BufferedImage large =
        new BufferedImage(LARGE_WIDTH, LARGE_HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(photo, 0, 0, LARGE_WIDTH, LARGE_HEIGHT, null);
    graphics.dispose();
    SplittableRandom random = new SplittableRandom(1);
    int[] pixel = new int[3];
    for (int y = 0; y < LARGE_HEIGHT; y++) {
      for (int x = 0; x < LARGE_WIDTH; x++) {
        large.getRaster().getPixel(x, y, pixel);
        for (int c = 0; c < pixel.length; c++) {
          pixel[c] = Math.clamp(pixel[c] + random.nextInt(-NOISE, NOISE + 1), 0, 255);
        }
        large.getRaster().setPixel(x, y, pixel);
      }
    }
    return large;
  }

  private static byte[] jpeg(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "jpeg", bytes)) {
      throw new IOException("this Java writes no JPEG");
    }
    return bytes.toByteArray();
  }
}
