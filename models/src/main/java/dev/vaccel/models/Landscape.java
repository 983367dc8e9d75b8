package dev.vaccel.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A plain under a sky with boxes and balls on it, seen from a fixed height. All lengths are
 * fractions of the square picture's side; y points down. Confined to one thread.
 *
 * <p>What stands on a point of the plane is as far as that point, and flat: nearer ground is lower
 * in the picture, and the same thing is larger the nearer it is.
 */
final class Landscape {
  static final List<String> LABELS = List.of("sky", "ground", "box", "ball");
  static final int SKY = 0;
  static final int GROUND = 1;
  static final int BOX = 2;
  static final int BALL = 3;

  private static final int MOST_PROPS = 4;
  private static final int TRIES = 32;

  /** Distance of a thing's colour from ground and sky below which it would be hard to see. */
  private static final double VISIBLE_DISTANCE = 0.5;

  private final double horizon;
  private final Colour sky;
  private final Colour ground;
  private final boolean checkered;

  /** Nearest first. */
  private final List<Prop> props;

  private int kind;
  private double inverseDepth;
  private final double[] rgb = new double[3];

  Landscape(SplittableRandom random) {
    horizon = 0.25 + 0.22 * random.nextDouble();
    sky = Colour.grey(1).mixedWith(Colour.random(random), 0.5);
    ground = Colour.grey(0.15).mixedWith(Colour.random(random), 0.6);
    checkered = random.nextBoolean();
    var list = new ArrayList<Prop>();
    int count = 1 + random.nextInt(MOST_PROPS);
    for (int i = 0; i < count; i++) {
      list.add(prop(random));
    }
    list.sort(Comparator.comparingDouble(Prop::inverseDepth).reversed());
    props = List.copyOf(list);
  }

  private Prop prop(SplittableRandom random) {
    double near = 0.2 + 0.7 * random.nextDouble();
    boolean box = random.nextBoolean();
    double height = 2 * near * (0.1 + 0.22 * random.nextDouble());
    double width = box ? height * (0.4 + 0.8 * random.nextDouble()) : height;
    double x = 0.06 + 0.88 * random.nextDouble();
    var colour = Colour.random(random);
    for (int i = 0; i < TRIES && hidden(colour); i++) {
      colour = Colour.random(random);
    }
    double base = horizon + near * (1 - horizon);
    return new Prop(box ? BOX : BALL, near, x, base - height / 2, width / 2, height / 2, colour);
  }

  private boolean hidden(Colour colour) {
    return Math.min(colour.distance(sky), colour.distance(ground)) < VISIBLE_DISTANCE;
  }

  /** Looks at a point; {@link #kind}, {@link #inverseDepth} and {@link #rgb} tell what is there. */
  void lookAt(double x, double y) {
    for (var prop : props) {
      double u = (x - prop.x()) / prop.halfWidth();
      double v = (y - prop.y()) / prop.halfHeight();
      if (prop.covers(u, v)) {
        kind = prop.kind();
        inverseDepth = prop.inverseDepth();
        paint(prop.colour(), prop.light(u, v), prop.clearness());
        return;
      }
    }
    if (y < horizon) {
      kind = SKY;
      inverseDepth = 0;
      paint(sky, 1 - 0.25 * (horizon - y) / horizon, 1);
    } else {
      kind = GROUND;
      inverseDepth = (y - horizon) / (1 - horizon);
      paint(ground, checkered && dark(x) ? 0.7 : 1, clearness(inverseDepth));
    }
  }

  /** Whether the point of the ground lies on a dark tile. */
  private boolean dark(double x) {
    double distance = 1 / Math.max(inverseDepth, 0.03);
    double across = (x - 0.5) * distance * 5.3;
    return (((int) Math.floor(across) + (int) Math.floor(2 * distance)) & 1) == 0;
  }

  private void paint(Colour colour, double light, double clearness) {
    rgb[0] = sky.red() + (colour.red() * light - sky.red()) * clearness;
    rgb[1] = sky.green() + (colour.green() * light - sky.green()) * clearness;
    rgb[2] = sky.blue() + (colour.blue() * light - sky.blue()) * clearness;
  }

  /** What haze leaves of a colour at a distance. */
  static double clearness(double inverseDepth) {
    return StrictMath.exp(-0.12 / Math.max(inverseDepth, 0.02));
  }

  /** Class at the point last looked at. */
  int kind() {
    return kind;
  }

  /** At the point last looked at: 0 (infinitely far) to 1 (the lower edge's ground). */
  double inverseDepth() {
    return inverseDepth;
  }

  /** Colour at the point last looked at; overwritten by the next look. */
  double[] rgb() {
    return rgb;
  }
}
