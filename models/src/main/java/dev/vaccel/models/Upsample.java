package dev.vaccel.models;

/** Doubles the rows and columns by repeating each pixel (nearest neighbour). */
record Upsample(FeatureShape input) implements Layer {
  @Override
  public FeatureShape output() {
    return new FeatureShape(input.channels(), 2 * input.height(), 2 * input.width());
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    int width = input.width();
    for (int row = 0; row < input.channels() * input.height(); row++) {
      int out = 4 * row * width;
      for (int x = 0; x < width; x++) {
        float value = memory.input[row * width + x];
        memory.output[out + 2 * x] = value;
        memory.output[out + 2 * x + 1] = value;
      }
      System.arraycopy(memory.output, out, memory.output, out + 2 * width, 2 * width);
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] down = memory.inputGradient;
    if (down == null) {
      return;
    }
    int width = input.width();
    for (int row = 0; row < input.channels() * input.height(); row++) {
      int first = 4 * row * width;
      int second = first + 2 * width;
      for (int x = 0; x < width; x++) {
        float above =
            memory.outputGradient[first + 2 * x] + memory.outputGradient[first + 2 * x + 1];
        float below =
            memory.outputGradient[second + 2 * x] + memory.outputGradient[second + 2 * x + 1];
        down[row * width + x] = above + below;
      }
    }
  }
}
