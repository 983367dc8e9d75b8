package dev.vaccel.models;

import java.util.SplittableRandom;

/** A colour; each channel from 0 to 1. */
record Colour(double red, double green, double blue) {
  /**
   * Distance (sum over the channels) from the background below which a shape would be hard to see.
   */
  private static final double VISIBLE_DISTANCE = 0.7;

  private static final int TRIES = 32;

  static Colour random(SplittableRandom random) {
    return new Colour(random.nextDouble(), random.nextDouble(), random.nextDouble());
  }

  static Colour grey(double level) {
    return new Colour(level, level, level);
  }

  Colour mixedWith(Colour other, double share) {
    return new Colour(
        red + (other.red - red) * share,
        green + (other.green - green) * share,
        blue + (other.blue - blue) * share);
  }

  /**
   * Draws a colour that stands out from the background at the placement's centre and around it, or
   * the best of {@value #TRIES} where none does. A shape that nobody can see has no honest label.
   */
  static Colour apartFrom(SplittableRandom random, Background background, Placement place) {
    var best = random(random);
    double bestDistance = -1;
    for (int attempt = 0; attempt < TRIES && bestDistance < VISIBLE_DISTANCE; attempt++) {
      var candidate = random(random);
      double distance = Double.MAX_VALUE;
      for (int point = 0; point < 5; point++) {
        double x = place.centreX() + place.radiusX() * 0.7 * Background.AROUND_X[point];
        double y = place.centreY() + place.radiusY() * 0.7 * Background.AROUND_Y[point];
        distance = Math.min(distance, candidate.distance(background.smoothAt(x, y)));
      }
      if (distance > bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Sum of the channels' differences, 0 to 3. */
  double distance(Colour other) {
    return Math.abs(red - other.red) + Math.abs(green - other.green) + Math.abs(blue - other.blue);
  }
}
