package dev.vaccel.models;

import java.util.Arrays;

/** The largest value of each plane: whether something is there, wherever it is. */
record GlobalMaximum(FeatureShape input) implements Layer {
  @Override
  public FeatureShape output() {
    return new FeatureShape(input.channels(), 1, 1);
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    for (int channel = 0; channel < input.channels(); channel++) {
      memory.output[channel] = memory.input[largest(memory.input, channel)];
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] down = memory.inputGradient;
    if (down == null) {
      return;
    }
    Arrays.fill(down, 0);
    for (int channel = 0; channel < input.channels(); channel++) {
      down[largest(memory.input, channel)] = memory.outputGradient[channel];
    }
  }

  /** Where a plane's largest value lies, the first of equals. */
  private int largest(float[] values, int channel) {
    int best = channel * input.plane();
    for (int i = best + 1; i < (channel + 1) * input.plane(); i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
