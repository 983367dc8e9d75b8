package dev.vaccel.models;

import java.util.Arrays;

/**
 * Doubles the rows and columns by linear interpolation between pixel centres; at the border the
 * outermost pixel counts on. What ONNX calls Resize, mode linear, half_pixel.
 */
record SmoothUpsample(FeatureShape input) implements Layer {
  /** Share of the nearer of two neighbours: an output's centre is a quarter pixel from it. */
  private static final float NEAR = 0.75f;

  private static final float FAR = 0.25f;

  @Override
  public FeatureShape output() {
    return new FeatureShape(input.channels(), 2 * input.height(), 2 * input.width());
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    float[] in = memory.input;
    int width = input.width();
    int out = 0;
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int y = 0; y < 2 * input.height(); y++) {
        int near = (channel * input.height() + y / 2) * width;
        int far = (channel * input.height() + neighbour(y, input.height())) * width;
        for (int x = 0; x < 2 * width; x++) {
          int side = neighbour(x, width);
          float nearRow = NEAR * in[near + x / 2] + FAR * in[near + side];
          float farRow = NEAR * in[far + x / 2] + FAR * in[far + side];
          memory.output[out++] = NEAR * nearRow + FAR * farRow;
        }
      }
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] down = memory.inputGradient;
    if (down == null) {
      return;
    }
    Arrays.fill(down, 0);
    int width = input.width();
    int from = 0;
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int y = 0; y < 2 * input.height(); y++) {
        int near = (channel * input.height() + y / 2) * width;
        int far = (channel * input.height() + neighbour(y, input.height())) * width;
        for (int x = 0; x < 2 * width; x++) {
          int side = neighbour(x, width);
          float up = memory.outputGradient[from++];
          down[near + x / 2] += NEAR * NEAR * up;
          down[near + side] += NEAR * FAR * up;
          down[far + x / 2] += NEAR * FAR * up;
          down[far + side] += FAR * FAR * up;
        }
      }
    }
  }

  /** The pixel on the other side of an output's centre than its nearest one. */
  private static int neighbour(int output, int size) {
    int other = output / 2 + (output % 2 == 0 ? -1 : 1);
    return Math.clamp(other, 0, size - 1);
  }
}
