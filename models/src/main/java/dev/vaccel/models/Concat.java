package dev.vaccel.models;

/**
 * Puts the channels of an earlier layer's output after those of its input (a skip connection).
 *
 * @param input from the layer before
 * @param skip shape of the earlier layer's output
 * @param source index of the earlier layer in the network
 */
record Concat(FeatureShape input, FeatureShape skip, int source) implements Layer {
  Concat {
    if (input.height() != skip.height() || input.width() != skip.width()) {
      throw new IllegalArgumentException("cannot join " + input + " with " + skip);
    }
  }

  @Override
  public FeatureShape output() {
    return new FeatureShape(input.channels() + skip.channels(), input.height(), input.width());
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    System.arraycopy(memory.input, 0, memory.output, 0, input.size());
    System.arraycopy(memory.skip, 0, memory.output, input.size(), skip.size());
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] up = memory.outputGradient;
    System.arraycopy(up, input.size(), memory.skipGradient, 0, skip.size());
    float[] down = memory.inputGradient;
    if (down != null) {
      System.arraycopy(up, 0, down, 0, input.size());
    }
  }
}
