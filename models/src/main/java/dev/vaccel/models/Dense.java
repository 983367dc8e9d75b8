package dev.vaccel.models;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A fully connected layer. Weights are row-major {@code outputs x inputs}, as ONNX Gemm takes them.
 */
record Dense(FeatureShape input, int outputs) implements Layer {
  @Override
  public FeatureShape output() {
    return new FeatureShape(outputs, 1, 1);
  }

  @Override
  public Parameters newParameters() {
    return new Parameters(outputs * input.size(), outputs);
  }

  @Override
  public void initialise(Parameters parameters, SplittableRandom random) {
    Layer.fillGaussian(parameters.weights(), input.size(), random);
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    int inputs = input.size();
    for (int i = 0; i < outputs; i++) {
      float sum = parameters.biases()[i];
      for (int j = 0; j < inputs; j++) {
        sum = Math.fma(parameters.weights()[i * inputs + j], memory.input[j], sum);
      }
      memory.output[i] = sum;
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    int inputs = input.size();
    float[] down = memory.inputGradient;
    if (down != null) {
      Arrays.fill(down, 0);
    }
    for (int i = 0; i < outputs; i++) {
      float up = memory.outputGradient[i];
      gradient.biases()[i] += up;
      for (int j = 0; j < inputs; j++) {
        int weight = i * inputs + j;
        gradient.weights()[weight] = Math.fma(up, memory.input[j], gradient.weights()[weight]);
        if (down != null) {
          down[j] = Math.fma(up, parameters.weights()[weight], down[j]);
        }
      }
    }
  }
}
