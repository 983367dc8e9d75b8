package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws scenes of one to four shapes of four kinds on a soft backdrop, turned by up to {@value
 * #LARGEST_TURN} radians, side by side. The same seed gives the same bytes on every machine.
 * Thread-safe.
 */
public final class BoxScenes {
  private static final List<Shape> CLASSES =
      List.of(Shape.DISC, Shape.SQUARE, Shape.TRIANGLE, Shape.CROSS);

  private static final int MOST_SHAPES = 4;
  private static final int TRIES = 20;
  private static final double LARGEST_TURN = 0.25;

  /** Circumradius by the picture's side. */
  private static final double SMALLEST_RADIUS = 0.095;

  private static final double LARGEST_RADIUS = 0.25;

  private record Item(Shape shape, Placement place, Colour colour) {}

  private BoxScenes() {}

  /** The shapes that occur, in the order of the model's classes. */
  public static List<Shape> classes() {
    return CLASSES;
  }

  /**
   * Draws one sample of what the detector is trained and measured on: 64 x 64 pixels, with noise.
   *
   * @param seed names a stream of scenes; streams of different seeds share no scene
   * @param index which scene of the stream
   */
  public static BoxScene sample(long seed, long index) {
    var random = Streams.at(seed, index);
    return draw(random, ShapeModel.SIDE, random.nextBoolean() ? 0.02 : 0.06);
  }

  /**
   * Draws a scene without noise at any size.
   *
   * @param seed decides everything but the size
   * @param side of the square picture, in pixels
   */
  public static BoxScene picture(long seed, int side) {
    return draw(new SplittableRandom(seed), side, 0);
  }

  private static BoxScene draw(SplittableRandom random, int side, double strongestNoise) {
    var background = Background.random(random, side, side);
    var items = items(random, background, side);
    var grain = new Grain(random.split(), random.nextDouble() * strongestNoise);
    var image = new Raster(side, side);
    byte[] rgb = image.rgb();
    double[] colour = new double[3];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        background.at(x, y, colour);
        for (var item : items) {
          double cover = item.place().cover(item.shape(), x, y);
          colour[0] += (item.colour().red() - colour[0]) * cover;
          colour[1] += (item.colour().green() - colour[1]) * cover;
          colour[2] += (item.colour().blue() - colour[2]) * cover;
        }
        rgb[i++] = grain.quantize(colour[0]);
        rgb[i++] = grain.quantize(colour[1]);
        rgb[i++] = grain.quantize(colour[2]);
      }
    }
    var boxes = items.stream().map(item -> Outline.box(item.shape(), item.place())).toList();
    return new BoxScene(image, boxes);
  }

  private static List<Item> items(SplittableRandom random, Background background, int side) {
    var items = new ArrayList<Item>();
    int wanted = 1 + random.nextInt(MOST_SHAPES);
    for (int attempt = 0; attempt < TRIES * wanted && items.size() < wanted; attempt++) {
      double radius =
          side * (SMALLEST_RADIUS + random.nextDouble() * (LARGEST_RADIUS - SMALLEST_RADIUS));
      double x = radius + random.nextDouble() * (side - 2 * radius);
      double y = radius + random.nextDouble() * (side - 2 * radius);
      double turn = LARGEST_TURN * (2 * random.nextDouble() - 1);
      var place = new Placement(x, y, radius, radius, StrictMath.cos(turn), StrictMath.sin(turn));
      if (items.stream().noneMatch(item -> touches(item.place(), place))) {
        var shape = CLASSES.get(random.nextInt(CLASSES.size()));
        items.add(new Item(shape, place, Colour.apartFrom(random, background, place)));
      }
    }
    return items;
  }

  private static boolean touches(Placement a, Placement b) {
    double apart = 0.9 * (a.radiusX() + b.radiusX());
    return Math.abs(a.centreX() - b.centreX()) < apart
        && Math.abs(a.centreY() - b.centreY()) < apart;
  }
}
