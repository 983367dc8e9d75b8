package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ClassifierTest {
  static List<Recipe> others() {
    return RecipesTest.recipes();
  }

  @Test
  void isTheShippedNetwork() {
    var network = ShapeModel.network();
    var classifier = Classifier.of(network, network.newParameters(), ShapeModel.HEADS);
    assertEquals(5, classifier.convolutions().size());
    assertEquals(Shape.classes().size(), classifier.dense().outputs());
    assertEquals(ShapeModel.OUTPUT, classifier.output());
  }

  @ParameterizedTest
  @MethodSource("others")
  void otherNetworksAreRefusedByTheirLayer(Recipe recipe) {
    var network = recipe.network();
    var card = recipe.products().getFirst().card();
    for (var format : ModelFormat.values()) {
      if (format == ModelFormat.ONNX) {
        continue;
      }
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> ModelBundle.model(card.as("other", format), network, network.newParameters()));
      assertTrue(error.toString().matches(".*: layer \\d+ of \\d+ is .*"), error.toString());
    }
  }

  @Test
  void aLayerThatIsMissingOrTooManyIsNamed() {
    refused("layer 0 of 2 is GlobalAverage:", start().globalAverage().dense(2));
    refused("layer 0 of 3 is Convolution:", start().convolution(2, 1).globalAverage().dense(2));
    refused(
        "layer 0 of 4 is Convolution:",
        start().rowConvolution(2, 3, 1).rectifier().globalAverage().dense(2));
    refused("layer 2 of 3 is Dense:", start().convolution(2, 1).rectifier().dense(2));
    refused("layer 2 of 2 is its end:", start().convolution(2, 1).rectifier());
    refused(
        "layer 2 of 5 is GlobalAverage:",
        start().convolution(2, 1).rectifier().globalAverage().dense(2).rectifier());
  }

  @Test
  void otherHeadsAreRefused() {
    for (var head :
        List.of(
            new Head("a", 0, 2, Activation.SIGMOID),
            new Head("a", 0, 1, Activation.SOFTMAX),
            new Head("a", 1, 1, Activation.SOFTMAX))) {
      refusedHeads(List.of(head));
    }
    refusedHeads(List.of());
    refusedHeads(List.of(SmallClassifier.HEADS.getFirst(), SmallClassifier.HEADS.getFirst()));
  }

  private static Network.Builder start() {
    return new Network.Builder(new FeatureShape(1, 4, 4));
  }

  private static void refused(String message, Network.Builder builder) {
    var network = builder.build();
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Classifier.of(network, network.newParameters(), SmallClassifier.HEADS));
    assertTrue(error.toString().contains(": " + message), error.toString());
  }

  private static void refusedHeads(List<Head> heads) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Classifier.of(SmallClassifier.NETWORK, SmallClassifier.parameters(), heads));
    assertTrue(error.toString().contains(": the heads "), error.toString());
  }
}
