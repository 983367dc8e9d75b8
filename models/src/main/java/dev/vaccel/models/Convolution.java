package dev.vaccel.models;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A convolution with zero padding. Weights are {@code taps x channels}, the transpose of what ONNX
 * takes: so all three products of a pass read memory in order.
 *
 * @param patches input, kernel and stride
 * @param channels of the output
 * @param balanced whether each filter starts with a sum of zero over each input channel
 * @param rare the first so many channels start by saying that what they look for is not there
 * @param gemm how matrices are multiplied
 */
record Convolution(Patches patches, int channels, boolean balanced, int rare, Gemm gemm)
    implements Layer {
  /**
   * Bias of rare channels: a sigmoid of 0.05. From 0.5 the first steps' gradients are so large that
   * Adam, which remembers them, is slow for a thousand more (Lin et al. 2017, 4.1).
   */
  private static final float RARE_BIAS = -3;

  @Override
  public FeatureShape input() {
    return patches.input();
  }

  @Override
  public FeatureShape output() {
    return new FeatureShape(channels, patches.outputHeight(), patches.outputWidth());
  }

  @Override
  public Parameters newParameters() {
    return new Parameters(patches.rows() * channels, channels);
  }

  @Override
  public void initialise(Parameters parameters, SplittableRandom random) {
    Layer.fillGaussian(parameters.weights(), patches.rows(), random);
    if (balanced) {
      balance(parameters.weights());
    }
    Arrays.fill(parameters.biases(), 0, rare, RARE_BIAS);
  }

  private void balance(float[] weights) {
    for (int plane = 0; plane < patches.input().channels(); plane++) {
      for (int channel = 0; channel < channels; channel++) {
        int first = plane * patches.taps() * channels + channel;
        int end = first + patches.taps() * channels;
        float sum = 0;
        for (int i = first; i < end; i += channels) {
          sum += weights[i];
        }
        for (int i = first; i < end; i += channels) {
          weights[i] -= sum / patches.taps();
        }
      }
    }
  }

  @Override
  public int keptSize() {
    return patches.rows() * patches.columns();
  }

  @Override
  public int temporarySize() {
    return Math.max(keptSize(), output().size());
  }

  @Override
  public void forward(Parameters parameters, LayerMemory memory) {
    patches.gather(memory.input, memory.kept);
    int pixels = patches.columns();
    var size = new Gemm.Size(channels, pixels, patches.rows());
    gemm.multiply(size, parameters.weights(), true, memory.kept, memory.output, false);
    for (int channel = 0; channel < channels; channel++) {
      float bias = parameters.biases()[channel];
      for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
        memory.output[i] += bias;
      }
    }
  }

  @Override
  public void backward(Parameters parameters, Parameters gradient, LayerMemory memory) {
    float[] up = memory.outputGradient;
    int pixels = patches.columns();
    int taps = patches.rows();
    float[] upTransposed = memory.temporary[0];
    for (int channel = 0; channel < channels; channel++) {
      float sum = 0;
      for (int i = 0; i < pixels; i++) {
        float value = up[channel * pixels + i];
        sum += value;
        upTransposed[i * channels + channel] = value;
      }
      gradient.biases()[channel] += sum;
    }
    var weightSize = new Gemm.Size(taps, channels, pixels);
    gemm.multiply(weightSize, memory.kept, false, upTransposed, gradient.weights(), true);
    float[] down = memory.inputGradient;
    if (down != null) {
      float[] patchGradient = memory.temporary[1];
      var patchSize = new Gemm.Size(taps, pixels, channels);
      gemm.multiply(patchSize, parameters.weights(), false, up, patchGradient, false);
      patches.scatter(patchGradient, down);
    }
  }

  /** The weights in the order of ONNX and PyTorch: output channel, input channel, row, column. */
  float[] weightsByChannel(Parameters parameters) {
    int taps = patches.rows();
    float[] result = new float[taps * channels];
    for (int tap = 0; tap < taps; tap++) {
      for (int channel = 0; channel < channels; channel++) {
        result[channel * taps + tap] = parameters.weights()[tap * channels + channel];
      }
    }
    return result;
  }

  /** Sets the weights from those that {@link #weightsByChannel} gave. */
  void setWeightsByChannel(Parameters parameters, float[] weights) {
    int taps = patches.rows();
    for (int tap = 0; tap < taps; tap++) {
      for (int channel = 0; channel < channels; channel++) {
        parameters.weights()[tap * channels + channel] = weights[channel * taps + tap];
      }
    }
  }

  /** The weights in TensorFlow's order: row, column, input channel, output channel. */
  float[] weightsByPixel(Parameters parameters) {
    int planes = patches.input().channels();
    int pixels = patches.taps();
    float[] result = new float[pixels * planes * channels];
    for (int plane = 0; plane < planes; plane++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        int from = (plane * pixels + pixel) * channels;
        int to = (pixel * planes + plane) * channels;
        System.arraycopy(parameters.weights(), from, result, to, channels);
      }
    }
    return result;
  }

  /** The weights in TensorFlow Lite's order: output channel, row, column, input channel. */
  float[] weightsByFilter(Parameters parameters) {
    float[] byPixel = weightsByPixel(parameters);
    int taps = patches.rows();
    float[] result = new float[byPixel.length];
    for (int tap = 0; tap < taps; tap++) {
      for (int channel = 0; channel < channels; channel++) {
        result[channel * taps + tap] = byPixel[tap * channels + channel];
      }
    }
    return result;
  }
}
