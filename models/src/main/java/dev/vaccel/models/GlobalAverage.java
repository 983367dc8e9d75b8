package dev.vaccel.models;

import java.util.Arrays;

/** Averages each plane to one value, so that the place of a shape no longer matters. */
record GlobalAverage(FeatureShape input) implements Layer {
  @Override
  public FeatureShape output() {
    return new FeatureShape(input.channels(), 1, 1);
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    int plane = input.plane();
    for (int channel = 0; channel < input.channels(); channel++) {
      float sum = 0;
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        sum += memory.input[i];
      }
      memory.output[channel] = sum / plane;
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] down = memory.inputGradient;
    if (down == null) {
      return;
    }
    int plane = input.plane();
    for (int channel = 0; channel < input.channels(); channel++) {
      float share = memory.outputGradient[channel] / plane;
      Arrays.fill(down, channel * plane, (channel + 1) * plane, share);
    }
  }
}
