package dev.vaccel.models;

/**
 * What is true of a sample that belongs to one class: the loss is the cross entropy in nats.
 *
 * @param index of the class
 */
record ClassTruth(int index) implements Objective.Truth {
  @Override
  public double loss(float[] output, float[] gradient) {
    return Softmax.crossEntropy(output, index, gradient);
  }

  @Override
  public double score(float[] output) {
    return Softmax.best(output) == index ? 1 : 0;
  }
}
