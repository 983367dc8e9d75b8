package dev.vaccel.models;

import dev.vaccel.models.FigureScene.Point;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws one stick figure in front of a soft backdrop: left limbs red, right limbs blue, any pose.
 * The same seed gives the same bytes on every machine. Thread-safe.
 */
final class FigureScenes {
  private static final Colour LEFT = new Colour(0.9, 0.2, 0.2);
  private static final Colour RIGHT = new Colour(0.2, 0.3, 0.95);
  private static final Colour SKIN = new Colour(0.9, 0.75, 0.6);

  /** Distance from the backdrop below which a limb would be hard to see. */
  private static final double VISIBLE_DISTANCE = 0.5;

  private static final int TRIES = 32;

  /**
   * A thick line with round ends.
   *
   * @param width half of its thickness, in pixels
   */
  private record Limb(Point from, Point to, double width, Colour colour) {
    /** Share of the pixel, 0 to 1, that it covers; exact but for the ends. */
    double cover(int x, int y) {
      double dx = to.x() - from.x();
      double dy = to.y() - from.y();
      double px = x + 0.5 - from.x();
      double py = y + 0.5 - from.y();
      double square = dx * dx + dy * dy;
      double along = square > 0 ? Math.clamp((px * dx + py * dy) / square, 0.0, 1.0) : 0;
      double offX = px - along * dx;
      double offY = py - along * dy;
      return Math.clamp(width + 0.5 - Math.sqrt(offX * offX + offY * offY), 0.0, 1.0);
    }
  }

  private FigureScenes() {}

  /**
   * Draws one sample of what the model is trained and measured on: 64 x 64 pixels, with noise.
   *
   * @param seed names a stream of scenes; streams of different seeds share no scene
   * @param index which scene of the stream
   */
  static FigureScene sample(long seed, long index) {
    return draw(Streams.at(seed, index), ShapeModel.SIDE, 0.06);
  }

  /**
   * Draws a scene without noise at any size.
   *
   * @param seed decides everything but the size
   * @param side of the square picture, in pixels
   */
  static FigureScene picture(long seed, int side) {
    return draw(new SplittableRandom(seed), side, 0);
  }

  private static FigureScene draw(SplittableRandom random, int side, double strongestNoise) {
    var background = Background.random(random, side, side);
    for (int i = 0; i < TRIES && hides(background, side); i++) {
      background = Background.random(random, side, side);
    }
    double middle = side / 2.0;
    var around = new Placement(middle, middle, middle, middle, 1, 0);
    var body = Colour.apartFrom(random, background, around);
    var figure = Figure.random(random, side);
    var limbs = limbs(figure, body);
    var grain = new Grain(random.split(), random.nextDouble() * strongestNoise);
    var image = new Raster(side, side);
    byte[] rgb = image.rgb();
    double[] colour = new double[3];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        background.at(x, y, colour);
        for (var limb : limbs) {
          double cover = limb.cover(x, y);
          colour[0] += (limb.colour().red() - colour[0]) * cover;
          colour[1] += (limb.colour().green() - colour[1]) * cover;
          colour[2] += (limb.colour().blue() - colour[2]) * cover;
        }
        rgb[i++] = grain.quantize(colour[0]);
        rgb[i++] = grain.quantize(colour[1]);
        rgb[i++] = grain.quantize(colour[2]);
      }
    }
    return new FigureScene(image, figure.joints());
  }

  private static boolean hides(Background background, int side) {
    for (int point = 0; point < 5; point++) {
      double x = side * (0.5 + 0.35 * Background.AROUND_X[point]);
      double y = side * (0.5 + 0.35 * Background.AROUND_Y[point]);
      var colour = background.smoothAt(x, y);
      if (colour.distance(LEFT) < VISIBLE_DISTANCE
          || colour.distance(RIGHT) < VISIBLE_DISTANCE
          || colour.distance(SKIN) < VISIBLE_DISTANCE) {
        return true;
      }
    }
    return false;
  }

  /** In the order of drawing: later ones cover earlier ones. */
  private static List<Limb> limbs(Figure figure, Colour body) {
    var joints = figure.joints();
    double scale = figure.scale();
    var hip = joints.get(Figure.HIP);
    var neck = joints.get(Figure.NECK);
    var head = joints.get(Figure.HEAD);
    var leftElbow = joints.get(Figure.LEFT_ELBOW);
    var rightElbow = joints.get(Figure.RIGHT_ELBOW);
    return List.of(
        new Limb(hip, joints.get(Figure.LEFT_FOOT), 2 * scale, LEFT),
        new Limb(hip, joints.get(Figure.RIGHT_FOOT), 2 * scale, RIGHT),
        new Limb(neck, hip, 2.6 * scale, body),
        new Limb(neck, leftElbow, 1.8 * scale, LEFT),
        new Limb(leftElbow, joints.get(Figure.LEFT_HAND), 1.6 * scale, LEFT),
        new Limb(neck, rightElbow, 1.8 * scale, RIGHT),
        new Limb(rightElbow, joints.get(Figure.RIGHT_HAND), 1.6 * scale, RIGHT),
        new Limb(head, head, 4 * scale, SKIN));
  }
}
