package dev.vaccel.models;

import java.util.Arrays;

/**
 * What one layer learns, or the gradient of it: one array of weights, one of biases, both empty for
 * a layer that learns nothing. The arrays are shared, not copied; who writes them is the trainer's
 * business.
 */
final class Parameters {
  static final Parameters NONE = new Parameters(0, 0);

  private final float[] weights;
  private final float[] biases;

  Parameters(int weightCount, int biasCount) {
    this.weights = new float[weightCount];
    this.biases = new float[biasCount];
  }

  float[] weights() {
    return weights;
  }

  float[] biases() {
    return biases;
  }

  int count() {
    return weights.length + biases.length;
  }

  void clear() {
    Arrays.fill(weights, 0);
    Arrays.fill(biases, 0);
  }

  /** Adds another set of the same sizes. */
  void add(Parameters other) {
    addTo(weights, other.weights);
    addTo(biases, other.biases);
  }

  private static void addTo(float[] sum, float[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }
}
