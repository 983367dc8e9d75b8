package dev.vaccel.models;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A trained model: outputs by their names for one image. Confined to one thread. */
interface Predictor {
  /** All outputs for an image as {@link Raster#toModelInput} writes it. */
  Map<String, float[]> predict(float[] input);

  /** A predictor that runs our own forward pass. */
  static Predictor of(Network network, List<Parameters> parameters, List<Head> heads) {
    var pass = new Pass(network);
    return input -> {
      System.arraycopy(input, 0, pass.input(), 0, input.length);
      pass.forward(parameters);
      var outputs = new HashMap<String, float[]>();
      for (var head : heads) {
        outputs.put(head.name(), head.apply(network.output(), pass.output()));
      }
      return outputs;
    };
  }
}
