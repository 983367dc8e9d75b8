package dev.vaccel.models;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads back what a network learned from the ONNX file of its bundle. Not for other ONNX files: of
 * what was read the file is written again, and any byte that differs is an error.
 */
final class OnnxReader {
  private static final int GRAPH = 7;
  private static final int INITIALIZERS = 5;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;

  private final Map<String, byte[]> tensors = new HashMap<>();

  private OnnxReader(byte[] file) {
    for (var tensor : new ProtobufReader(file).message(GRAPH).messages(INITIALIZERS)) {
      var raw = tensor.bytes(RAW_DATA);
      if (raw.size() != 1 || tensors.put(tensor.text(NAME), raw.getFirst()) != null) {
        throw new IllegalArgumentException(
            "the tensor '" + tensor.text(NAME) + "' is there twice, or without its values");
      }
    }
  }

  /**
   * The parameters of a model that {@link ModelBundle} wrote.
   *
   * @param network that the file is of
   * @param card of the bundle that the file is of
   * @throws IllegalArgumentException for any other file
   */
  static List<Parameters> read(byte[] file, Network network, ModelCard card) {
    var reader = new OnnxReader(file);
    var parameters = network.newParameters();
    for (int i = 0; i < parameters.size(); i++) {
      reader.fill(i, network.layers().get(i), parameters.get(i));
    }
    byte[] again = ModelBundle.model(card, network, parameters);
    int same = Arrays.mismatch(file, again);
    if (same >= 0) {
      throw new IllegalArgumentException(
          "from byte "
              + same
              + " on it is not what is written of the network of the bundle "
              + card.name());
    }
    return parameters;
  }

  private void fill(int number, Layer layer, Parameters parameters) {
    if (parameters.count() == 0) {
      return;
    }
    float[] weights = floats("w" + number, parameters.weights().length);
    if (layer instanceof Convolution convolution) {
      convolution.setWeightsByChannel(parameters, weights);
    } else {
      System.arraycopy(weights, 0, parameters.weights(), 0, weights.length);
    }
    float[] biases = floats("b" + number, parameters.biases().length);
    System.arraycopy(biases, 0, parameters.biases(), 0, biases.length);
  }

  private float[] floats(String name, int count) {
    byte[] raw = tensors.getOrDefault(name, new byte[0]);
    if (raw.length != Float.BYTES * count) {
      throw new IllegalArgumentException(
          "the tensor '" + name + "' has " + raw.length + " bytes: expected " + count + " floats");
    }
    return LittleEndian.floats(raw);
  }
}
