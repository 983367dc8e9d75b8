package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnxruntime.OrtException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What training saw is what ONNX Runtime makes of the written file. */
final class OwnForwardPassTest {
  static Stream<Recipe> recipes() {
    return RecipesTest.all();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void agreesWithOnnxRuntime(Recipe recipe) throws OrtException {
    var network = recipe.network();
    var parameters = network.initialParameters(11);
    var random = new SplittableRandom(12);
    for (var layer : parameters) {
      for (int i = 0; i < layer.biases().length; i++) {
        layer.biases()[i] = (float) random.nextDouble(-0.5, 0.5);
      }
    }
    float[] input = new float[network.input().size()];
    for (var product : recipe.products()) {
      var heads = product.card().heads();
      var own = Predictor.of(network, parameters, heads);
      byte[] written = OnnxWriter.write(network, parameters, "test", heads, Map.of());
      try (var model = new OnnxModel(written)) {
        for (int i = 0; i < 10; i++) {
          recipe.objective().draw(Shipped.FRESH_SEED, i, input);
          var ownOutputs = own.predict(input);
          for (var head : heads) {
            float[] expected = ownOutputs.getOrDefault(head.name(), new float[0]);
            // Logits of random weights reach a few units; sums of 432 float32 products.
            assertArrayEquals(expected, model.output(head.name(), input), 1e-4f, head.name());
          }
        }
      }
    }
  }
}
