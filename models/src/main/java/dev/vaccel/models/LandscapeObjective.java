package dev.vaccel.models;

/**
 * Loss for landscapes: mean cross entropy of the pixels' classes, and the mean absolute error of
 * their inverse depth.
 */
final class LandscapeObjective implements Objective {
  /** Brings both parts to about the same size. */
  private static final double DEPTH_WEIGHT = 4;

  @Override
  public Truth draw(long seed, long index, float[] input) {
    var scene = LandscapeScenes.sample(seed, index);
    scene.image().toModelInput(input);
    return new LandscapeTruth(scene);
  }

  private record LandscapeTruth(LandscapeScene scene) implements Truth {
    @Override
    public double loss(float[] output, float[] gradient) {
      double loss = 0;
      for (int i = 0; i < LandscapeModel.PLANE; i++) {
        loss += classLoss(i, output, gradient) + depthLoss(i, output, gradient);
      }
      return loss / LandscapeModel.PLANE;
    }

    private double classLoss(int pixel, float[] output, float[] gradient) {
      int plane = LandscapeModel.PLANE;
      double largest = output[pixel];
      for (int k = 1; k < LandscapeModel.CLASSES; k++) {
        largest = Math.max(largest, output[k * plane + pixel]);
      }
      double sum = 0;
      for (int k = 0; k < LandscapeModel.CLASSES; k++) {
        double power = StrictMath.exp(output[k * plane + pixel] - largest);
        gradient[k * plane + pixel] = (float) power;
        sum += power;
      }
      int truth = scene.classes()[pixel];
      for (int k = 0; k < LandscapeModel.CLASSES; k++) {
        double share = gradient[k * plane + pixel] / sum;
        gradient[k * plane + pixel] = (float) ((share - (k == truth ? 1 : 0)) / plane);
      }
      return StrictMath.log(sum) + largest - output[truth * plane + pixel];
    }

    private double depthLoss(int pixel, float[] output, float[] gradient) {
      int at = LandscapeModel.CLASSES * LandscapeModel.PLANE + pixel;
      double depth = Activation.sigmoid(output[at]);
      double error = depth - scene.inverseDepth()[pixel];
      double slope = DEPTH_WEIGHT * Math.signum(error) * depth * (1 - depth);
      gradient[at] = (float) (slope / LandscapeModel.PLANE);
      return DEPTH_WEIGHT * Math.abs(error);
    }

    /** Share of the pixels whose class is right. */
    @Override
    public double score(float[] output) {
      int right = 0;
      for (int i = 0; i < LandscapeModel.PLANE; i++) {
        right += SegmentScore.best(output, i) == scene.classes()[i] ? 1 : 0;
      }
      return right / (double) LandscapeModel.PLANE;
    }
  }
}
