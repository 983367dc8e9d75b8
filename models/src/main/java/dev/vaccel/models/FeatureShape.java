package dev.vaccel.models;

/**
 * Shape of a feature map: planes in the order channel, row, column.
 *
 * @param channels number of planes
 * @param height rows of each plane
 * @param width columns of each plane
 */
record FeatureShape(int channels, int height, int width) {
  FeatureShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "feature map of " + channels + "x" + height + "x" + width + ": sides must be positive");
    }
  }

  /** Values in one plane. */
  int plane() {
    return height * width;
  }

  /** Values in the whole map. */
  int size() {
    return channels * plane();
  }
}
