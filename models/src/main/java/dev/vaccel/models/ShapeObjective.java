package dev.vaccel.models;

/** Cross entropy in nats of the true shape of {@link ShapeScenes}. */
final class ShapeObjective implements Objective {
  @Override
  public Truth draw(long seed, long index, float[] input) {
    var scene = ShapeScenes.sample(seed, index);
    scene.image().toModelInput(input);
    int truth = scene.shape().classIndex();
    return new Truth() {
      @Override
      public double loss(float[] output, float[] gradient) {
        return Softmax.crossEntropy(output, truth, gradient);
      }

      @Override
      public double score(float[] output) {
        return Softmax.best(output) == truth ? 1 : 0;
      }
    };
  }
}
