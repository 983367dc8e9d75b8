package dev.vaccel.models;

import java.util.Arrays;

/**
 * One output of a model: some channels of the network's last layer.
 *
 * @param name of the output
 * @param first of the channels
 * @param channels how many
 * @param activation what is done to them; {@link Activation#SOFTMAX} only where the last layer has
 *     one pixel
 */
record Head(String name, int first, int channels, Activation activation) {
  /** The output's values for those of the network's last layer, both channel by channel. */
  float[] apply(FeatureShape shape, float[] values) {
    int plane = shape.plane();
    float[] result = Arrays.copyOfRange(values, first * plane, (first + channels) * plane);
    return switch (activation) {
      case NONE -> result;
      case SIGMOID -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = (float) Activation.sigmoid(result[i]);
        }
        yield result;
      }
      case SOFTMAX -> Softmax.probabilities(result);
    };
  }
}
