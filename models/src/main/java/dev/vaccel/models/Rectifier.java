package dev.vaccel.models;

/** Replaces negative values by zero (ReLU). */
record Rectifier(FeatureShape input) implements Layer {
  @Override
  public FeatureShape output() {
    return input;
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    float[] in = memory.input;
    float[] out = memory.output;
    for (int i = 0; i < in.length; i++) {
      out[i] = Math.max(in[i], 0);
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] down = memory.inputGradient;
    if (down == null) {
      return;
    }
    float[] out = memory.output;
    float[] up = memory.outputGradient;
    for (int i = 0; i < down.length; i++) {
      down[i] = out[i] > 0 ? up[i] : 0;
    }
  }
}
