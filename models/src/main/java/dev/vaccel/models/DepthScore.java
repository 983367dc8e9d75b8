package dev.vaccel.models;

import java.util.Locale;

/**
 * How a depth model did on fresh landscapes.
 *
 * @param meanError of the inverse depth, over all pixels
 * @param near share of the pixels whose distance is right within a factor of 1.25 (delta1), of
 *     those with an inverse depth above {@value #FARTHEST}
 */
record DepthScore(double meanError, double near) {
  /** A ratio of distances says nothing about what is all but infinitely far. */
  private static final double FARTHEST = 0.03;

  private static final double RIGHT_RATIO = 1.25;

  /** Measures on the first {@code count} scenes of a stream. */
  static DepthScore of(Predictor model, long seed, int count) {
    double error = 0;
    long compared = 0;
    long right = 0;
    float[] input = new float[ShapeModel.INPUT_SIZE];
    for (int i = 0; i < count; i++) {
      var scene = LandscapeScenes.sample(seed, i);
      scene.image().toModelInput(input);
      float[] depth = model.predict(input).getOrDefault(LandscapeModel.INVERSE_DEPTH, new float[0]);
      for (int pixel = 0; pixel < LandscapeModel.PLANE; pixel++) {
        double truth = scene.inverseDepth()[pixel];
        error += Math.abs(depth[pixel] - truth);
        if (truth > FARTHEST) {
          compared++;
          double ratio = Math.max(depth[pixel] / truth, truth / depth[pixel]);
          right += ratio < RIGHT_RATIO ? 1 : 0;
        }
      }
    }
    return new DepthScore(
        error / ((double) count * LandscapeModel.PLANE), right / (double) compared);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "mean-error=%.4f delta1=%.4f", meanError, near);
  }
}
