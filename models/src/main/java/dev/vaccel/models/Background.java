package dev.vaccel.models;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A backdrop without edges that could be taken for a shape: plain or a linear gradient, in some
 * scenes with faint stripes or waves over it. Coordinates are pixels; stripes keep their number per
 * image whatever its size.
 */
final class Background {
  /** The centre and four points around it, in radii: where a shape's colour is compared. */
  static final int[] AROUND_X = {0, 1, -1, 0, 0};

  static final int[] AROUND_Y = {0, 0, 0, 1, -1};

  private enum Texture {
    NONE,
    STRIPES,
    WAVES
  }

  private static final List<Texture> TEXTURES = List.of(Texture.values());

  /** Textures are faint beside the distance that a shape keeps from the backdrop. */
  private static final double TEXTURE_AMPLITUDE = 0.1;

  private final Colour from;
  private final Colour to;
  private final double slopeX;
  private final double slopeY;
  private final double middleX;
  private final double middleY;
  private final Texture texture;
  private final double waveX;
  private final double waveY;

  private Background(SplittableRandom random, int width, int height) {
    double side = Math.min(width, height);
    boolean plain = random.nextInt(4) == 0;
    from = plain && random.nextBoolean() ? Colour.grey(random.nextDouble()) : Colour.random(random);
    to = plain ? from : Colour.random(random);
    double angle = 2 * Math.PI * random.nextDouble();
    slopeX = StrictMath.cos(angle) / width;
    slopeY = StrictMath.sin(angle) / height;
    middleX = width / 2.0;
    middleY = height / 2.0;
    texture = plain ? Texture.NONE : TEXTURES.get(random.nextInt(TEXTURES.size()));
    double turn = 2 * Math.PI * random.nextDouble();
    double radiansPerPixel = (12 + 36 * random.nextDouble()) / side;
    waveX = StrictMath.cos(turn) * radiansPerPixel;
    waveY = StrictMath.sin(turn) * radiansPerPixel;
  }

  static Background random(SplittableRandom random, int width, int height) {
    return new Background(random, width, height);
  }

  /** The backdrop's colour without its texture. */
  Colour smoothAt(double x, double y) {
    return from.mixedWith(to, share(x, y));
  }

  /** Writes red, green and blue (0 to 1, the texture may leave that range a little). */
  void at(double x, double y, double[] rgb) {
    double share = share(x, y);
    double shade =
        switch (texture) {
          case NONE -> 0;
          case STRIPES -> TEXTURE_AMPLITUDE * StrictMath.sin(x * waveX + y * waveY);
          case WAVES -> TEXTURE_AMPLITUDE * StrictMath.sin(x * waveX) * StrictMath.sin(y * waveY);
        };
    rgb[0] = from.red() + (to.red() - from.red()) * share + shade;
    rgb[1] = from.green() + (to.green() - from.green()) * share + shade;
    rgb[2] = from.blue() + (to.blue() - from.blue()) * share + shade;
  }

  private double share(double x, double y) {
    return Math.clamp(0.5 + (x - middleX) * slopeX + (y - middleY) * slopeY, 0.0, 1.0);
  }
}
