package dev.vaccel.models;

/** Cross entropy in nats of the true shape of {@link ShapeScenes}. */
final class ShapeObjective implements Objective {
  @Override
  public Truth draw(long seed, long index, float[] input) {
    var scene = ShapeScenes.sample(seed, index);
    scene.image().toModelInput(input);
    return new ClassTruth(scene.shape().classIndex());
  }
}
