package dev.vaccel.models;

/** Cross entropy in nats of the true kind of {@link Texts}. */
final class TextObjective implements Objective {
  @Override
  public Truth draw(long seed, long index, float[] input) {
    var sample = Texts.sample(seed, index);
    TextModel.toModelInput(sample.text(), input);
    return new ClassTruth(sample.kind().classIndex());
  }
}
