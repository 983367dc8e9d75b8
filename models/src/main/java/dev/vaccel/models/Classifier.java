package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;

/**
 * A trained network of the one kind that every framework's writer here knows: convolutions, each
 * followed by ReLU, the mean of each channel, a dense layer, and softmax.
 *
 * @param input of one picture
 * @param convolutions in order, at least one; ReLU follows each
 * @param dense takes the means
 * @param denseParameters of {@code dense}
 * @param output name of the probabilities
 */
record Classifier(
    FeatureShape input,
    List<Convolved> convolutions,
    Dense dense,
    Parameters denseParameters,
    String output) {

  /** A convolution with what it learned. */
  record Convolved(Convolution layer, Parameters parameters) {}

  Classifier {
    convolutions = List.copyOf(convolutions);
  }

  /**
   * Takes a network for one.
   *
   * @throws IllegalArgumentException that names the layer or head that is not of this kind
   */
  static Classifier of(Network network, List<Parameters> parameters, List<Head> heads) {
    var layers = network.layers();
    var convolutions = new ArrayList<Convolved>();
    int at = 0;
    while (at + 1 < layers.size()
        && layers.get(at) instanceof Convolution convolution
        && convolution.patches().kernelRows() == convolution.patches().kernel()
        && layers.get(at + 1) instanceof Rectifier) {
      convolutions.add(new Convolved(convolution, parameters.get(at)));
      at += 2;
    }
    if (at > 0
        && at == layers.size() - 2
        && layers.get(at) instanceof GlobalAverage
        && layers.get(at + 1) instanceof Dense dense) {
      return new Classifier(
          network.input(), convolutions, dense, parameters.get(at + 1), output(heads, dense));
    }
    String odd = at < layers.size() ? layers.get(at).getClass().getSimpleName() : "its end";
    throw new IllegalArgumentException(
        "layer "
            + at
            + " of "
            + layers.size()
            + " is "
            + odd
            + ": only ONNX has that; the other formats are written for convolutions with ReLU, one"
            + " GlobalAverage and one Dense");
  }

  private static String output(List<Head> heads, Dense dense) {
    if (heads.size() != 1
        || heads.getFirst().activation() != Activation.SOFTMAX
        || heads.getFirst().first() != 0
        || heads.getFirst().channels() != dense.outputs()) {
      throw new IllegalArgumentException(
          "the heads "
              + heads
              + ": only ONNX has those; the other formats are written for one softmax of all "
              + dense.outputs()
              + " channels");
    }
    return heads.getFirst().name();
  }
}
