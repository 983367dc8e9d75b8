package dev.vaccel.models;

/**
 * A box or ball that stands on a {@link Landscape}, in fractions of the picture's side.
 *
 * @param kind its class
 * @param inverseDepth of the ground it stands on
 * @param x of its middle
 * @param y of its middle
 * @param halfWidth half of its width
 * @param halfHeight half of its height
 * @param colour in full light
 * @param clearness what haze leaves of the colour
 */
record Prop(
    int kind,
    double inverseDepth,
    double x,
    double y,
    double halfWidth,
    double halfHeight,
    Colour colour,
    double clearness) {
  Prop(
      int kind,
      double inverseDepth,
      double x,
      double y,
      double halfWidth,
      double halfHeight,
      Colour colour) {
    this(
        kind, inverseDepth, x, y, halfWidth, halfHeight, colour, Landscape.clearness(inverseDepth));
  }

  /** Whether it covers the point, given in halves of its own width and height from its middle. */
  boolean covers(double u, double v) {
    return kind == Landscape.BOX ? Math.abs(u) < 1 && Math.abs(v) < 1 : u * u + v * v < 1;
  }

  /** Share of the colour that comes back from a point: a box has two sides, a ball is lit above. */
  double light(double u, double v) {
    if (kind == Landscape.BOX) {
      return u < 0.3 ? 1 : 0.6;
    }
    double towardsUs = Math.sqrt(Math.max(0, 1 - u * u - v * v));
    return Math.max(0.25, 0.3 - 0.5 * u - 0.6 * v + 0.6 * towardsUs);
  }
}
