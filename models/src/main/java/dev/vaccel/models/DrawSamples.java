package dev.vaccel.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Draws the sample images of {@code models/images}, larger than the models' input: one for each
 * shape as PNG or JPEG, and below them {@link SceneSample}s with their truth. Seeds are not picked:
 * a shape's is 100 plus its number.
 */
public final class DrawSamples {
  private static final long FIRST_SEED = 100;

  static final List<Sample> SAMPLES =
      List.of(
          new Sample(Shape.DISC, 256, 256, "png"),
          new Sample(Shape.SQUARE, 320, 240, "jpg"),
          new Sample(Shape.TRIANGLE, 256, 256, "png"),
          new Sample(Shape.RING, 320, 240, "png"),
          new Sample(Shape.STAR, 256, 256, "png"),
          new Sample(Shape.CROSS, 256, 256, "png"),
          new Sample(Shape.CRESCENT, 320, 240, "png"),
          new Sample(Shape.BAR, 256, 256, "jpg"),
          new Sample(Shape.HALF_DISC, 256, 256, "png"),
          new Sample(Shape.ARROW, 320, 240, "png"));

  private DrawSamples() {}

  /**
   * Draws all into the directory named by the one argument. Exit codes: 0 done, 1 failed, 2 usage.
   */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("Usage: DrawSamples DIR");
      System.exit(2);
    }
    var directory = Path.of(arguments[0]);
    try {
      Files.createDirectories(directory);
      SAMPLES.forEach(sample -> sample.writeInto(directory));
      for (var sample : SceneSample.all()) {
        sample.writeInto(directory);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("DrawSamples: cannot write into " + directory + ": " + e);
      System.exit(1);
    }
  }

  /**
   * One sample image.
   *
   * @param shape what it shows
   * @param width in pixels
   * @param height in pixels
   * @param format "png" or "jpg": also the ending of the file's name
   */
  record Sample(Shape shape, int width, int height, String format) {
    /** For example {@code star-1.png}: what precedes the number is the label. */
    String fileName() {
      return shape.label() + "-1." + format;
    }

    ShapeScene draw() {
      return ShapeScenes.picture(shape, FIRST_SEED + shape.classIndex(), width, height);
    }

    private void writeInto(Path directory) {
      var file = directory.resolve(fileName());
      try {
        if (!ImageIO.write(draw().image().toImage(), format, file.toFile())) {
          throw new IOException("this Java cannot write " + format + " images");
        }
      } catch (IOException e) {
        throw new UncheckedIOException("writing " + file, e);
      }
    }
  }
}
