package dev.vaccel.models;

import java.util.SplittableRandom;

/**
 * Draws scenes of one shape each: any rotation, place, colour and background, with noise. The same
 * seed gives the same bytes on every machine (only exact or {@link StrictMath} arithmetic).
 * Thread-safe.
 */
public final class ShapeScenes {
  /** Largest stretch of a training scene: what "resize to a square" does to a 4:3 picture. */
  private static final double LARGEST_STRETCH = 4.0 / 3;

  private ShapeScenes() {}

  /**
   * Draws one sample of the distribution that the model is trained and measured on: {@value
   * ShapeModel#SIDE} x {@value ShapeModel#SIDE} pixels, each shape equally likely, in half of the
   * scenes stretched along one axis as a resize that ignores the aspect ratio would.
   *
   * @param seed names a stream of scenes; streams of different seeds share no scene
   * @param index which scene of the stream
   */
  public static ShapeScene sample(long seed, long index) {
    var random = Streams.at(seed, index);
    Shape shape = Shape.classes().get(random.nextInt(Shape.classes().size()));
    double stretch = 1;
    if (random.nextBoolean()) {
      double amount = 1 + random.nextDouble() * (LARGEST_STRETCH - 1);
      stretch = random.nextBoolean() ? amount : 1 / amount;
    }
    double strongestNoise = random.nextBoolean() ? 0.02 : 0.08;
    return draw(shape, random, ShapeModel.SIDE, ShapeModel.SIDE, stretch, strongestNoise);
  }

  /**
   * Draws a picture of a given shape at any size, unstretched and without noise (so that a PNG of
   * it stays small): what a person would take for a clean example.
   *
   * @param shape to draw
   * @param seed decides place, size, rotation, colours and background
   * @param width in pixels
   * @param height in pixels
   */
  public static ShapeScene picture(Shape shape, long seed, int width, int height) {
    return draw(shape, new SplittableRandom(seed), width, height, 1, 0);
  }

  private static ShapeScene draw(
      Shape shape,
      SplittableRandom random,
      int width,
      int height,
      double stretch,
      double strongestNoise) {
    var placement = Placement.random(random, width, height, stretch);
    var background = Background.random(random, width, height);
    var colour = Colour.apartFrom(random, background, placement);
    var grain = new Grain(random.split(), random.nextDouble() * strongestNoise);
    var image = new Raster(width, height);
    byte[] rgb = image.rgb();
    double[] under = new double[3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        background.at(x, y, under);
        double cover = placement.cover(shape, x, y);
        rgb[i++] = grain.quantize(under[0] + (colour.red() - under[0]) * cover);
        rgb[i++] = grain.quantize(under[1] + (colour.green() - under[1]) * cover);
        rgb[i++] = grain.quantize(under[2] + (colour.blue() - under[2]) * cover);
      }
    }
    return new ShapeScene(image, shape);
  }
}
