package dev.vaccel.models;

/**
 * A picture of a landscape with its ground truth for each pixel, row by row from the top. Read-only
 * by agreement: nothing is copied.
 */
final class LandscapeScene {
  private final Raster image;
  private final byte[] classes;
  private final float[] inverseDepth;

  LandscapeScene(Raster image, byte[] classes, float[] inverseDepth) {
    this.image = image;
    this.classes = classes;
    this.inverseDepth = inverseDepth;
  }

  Raster image() {
    return image;
  }

  /** Index into {@link Landscape#LABELS} of what is at each pixel's centre. */
  byte[] classes() {
    return classes;
  }

  /** Of what is at each pixel's centre: 1 for the lower edge's ground, 0 for infinitely far. */
  float[] inverseDepth() {
    return inverseDepth;
  }
}
