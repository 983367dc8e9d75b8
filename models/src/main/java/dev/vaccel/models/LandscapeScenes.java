package dev.vaccel.models;

import java.util.SplittableRandom;

/**
 * Draws landscapes of sky, ground, boxes and balls with a class and a depth for each pixel. The
 * same seed gives the same bytes on every machine. Thread-safe.
 */
final class LandscapeScenes {
  /** Points per pixel along each axis whose mean is its colour. */
  private static final int GRID = 2;

  private LandscapeScenes() {}

  /**
   * Draws one sample of what the models are trained and measured on: 64 x 64 pixels, with noise.
   *
   * @param seed names a stream of scenes; streams of different seeds share no scene
   * @param index which scene of the stream
   */
  static LandscapeScene sample(long seed, long index) {
    return draw(Streams.at(seed, index), ShapeModel.SIDE, 0.04);
  }

  /**
   * Draws a scene without noise at any size.
   *
   * @param seed decides everything but the size
   * @param side of the square picture, in pixels
   */
  static LandscapeScene picture(long seed, int side) {
    return draw(new SplittableRandom(seed), side, 0);
  }

  private static LandscapeScene draw(SplittableRandom random, int side, double strongestNoise) {
    var landscape = new Landscape(random);
    var grain = new Grain(random.split(), random.nextDouble() * strongestNoise);
    var image = new Raster(side, side);
    byte[] rgb = image.rgb();
    byte[] classes = new byte[side * side];
    float[] inverseDepth = new float[side * side];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        double red = 0;
        double green = 0;
        double blue = 0;
        for (int point = 0; point < GRID * GRID; point++) {
          int row = point / GRID;
          double dx = (point % GRID + 0.5) / GRID;
          double dy = (row + 0.5) / GRID;
          landscape.lookAt((x + dx) / side, (y + dy) / side);
          red += landscape.rgb()[0];
          green += landscape.rgb()[1];
          blue += landscape.rgb()[2];
        }
        rgb[3 * i] = grain.quantize(red / (GRID * GRID));
        rgb[3 * i + 1] = grain.quantize(green / (GRID * GRID));
        rgb[3 * i + 2] = grain.quantize(blue / (GRID * GRID));
        landscape.lookAt((x + 0.5) / side, (y + 0.5) / side);
        classes[i] = (byte) landscape.kind();
        inverseDepth[i] = (float) landscape.inverseDepth();
      }
    }
    return new LandscapeScene(image, classes, inverseDepth);
  }
}
