package dev.vaccel.models;

import java.util.SplittableRandom;

/**
 * Replaces each byte of a text by learned values, one channel each. Weights are row-major {@code
 * VALUES x channels}. Bytes have no gradient, so this is a network's first layer.
 *
 * @param input one channel of whole numbers from 0 to 255
 * @param channels values for each byte
 */
record Embedding(FeatureShape input, int channels) implements Layer {
  /** As many values as a byte has. */
  static final int VALUES = 256;

  Embedding {
    if (input.channels() != 1 || input.height() != 1) {
      throw new IllegalArgumentException(input + ": a text is one channel of one row");
    }
  }

  @Override
  public FeatureShape output() {
    return new FeatureShape(channels, 1, input.width());
  }

  @Override
  public Parameters newParameters() {
    return new Parameters(VALUES * channels, 0);
  }

  @Override
  public void initialise(Parameters parameters, SplittableRandom random) {
    // Two "inputs": variance 1, as of pixels. Each output is one weight and no sum.
    Layer.fillGaussian(parameters.weights(), 2, random);
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    int length = input.width();
    for (int x = 0; x < length; x++) {
      int row = channels * (int) memory.input[x];
      for (int channel = 0; channel < channels; channel++) {
        memory.output[channel * length + x] = parameters.weights()[row + channel];
      }
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    int length = input.width();
    for (int x = 0; x < length; x++) {
      int row = channels * (int) memory.input[x];
      for (int channel = 0; channel < channels; channel++) {
        gradient.weights()[row + channel] += memory.outputGradient[channel * length + x];
      }
    }
  }
}
