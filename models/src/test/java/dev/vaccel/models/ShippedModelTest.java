package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShippedModelTest {
  /** The training log says 99.98 % on 4000 images; 1000 others may well differ by a little. */
  private static final double SMALLEST_ACCURACY = 0.98;

  /** A stream of scenes that neither training nor its own measurement has seen. */
  private static final long FRESH_SEED = 20_250_917;

  @Test
  void recognisesFreshScenesInOnnxRuntime() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model())) {
      var evaluation = Evaluation.of(model, FRESH_SEED, 1000);
      assertTrue(
          evaluation.accuracy() >= SMALLEST_ACCURACY,
          () -> "accuracy " + evaluation.accuracy() + "\n" + evaluation.table());
    }
  }

  @Test
  void ownForwardPassAgreesWithOnnxRuntime() throws OrtException {
    var network = ShapeModel.network();
    var parameters = network.initialParameters(11);
    var random = new SplittableRandom(12);
    for (var layer : parameters) {
      for (int i = 0; i < layer.biases().length; i++) {
        layer.biases()[i] = (float) random.nextDouble(-0.5, 0.5);
      }
    }
    var own = Evaluation.classifier(network, parameters);
    byte[] written = OnnxWriter.write(network, parameters, "test", Map.of());
    try (var model = new OnnxModel(written)) {
      float[] input = new float[ShapeModel.INPUT_SIZE];
      for (int i = 0; i < 20; i++) {
        ShapeScenes.sample(FRESH_SEED, i).image().toModelInput(input);
        assertArrayEquals(Softmax.probabilities(own.scores(input)), model.scores(input), 1e-4f);
      }
    }
  }

  @Test
  void modelFileCarriesItsLabels() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model())) {
      assertEquals(String.join(",", ShapeModel.labels()), model.metadata().get("labels"));
    }
  }

  @Test
  void bundleNamesTheRightHashes() throws IOException {
    String json = Shipped.text(ModelBundle.DESCRIPTION_FILE);
    for (String file : List.of(ModelBundle.MODEL_FILE, ModelBundle.LABELS_FILE)) {
      byte[] bytes = Files.readAllBytes(Shipped.BUNDLE.resolve(file));
      String line = "\"" + file + "\": \"" + ModelBundle.sha256(bytes) + "\"";
      assertTrue(json.contains(line), () -> "vaccel-model.json lacks " + line);
    }
  }

  @Test
  void labelsAreTheShapesInOrder() throws IOException {
    assertEquals(ShapeModel.labels(), Shipped.text(ModelBundle.LABELS_FILE).lines().toList());
  }

  @Test
  void committedRecipeRepeatsTheCommittedRun() throws IOException, InterruptedException {
    // The course of a run is exact, so its first logged line tells whether generator, trainer and
    // settings are still those that made the shipped file.
    int steps = TrainingLog.STEPS_PER_LINE;
    int threads = Math.min(TrainingSettings.SHARDS, Runtime.getRuntime().availableProcessors());
    var settings = TrainOptions.parse("--threads", "" + threads).settings();
    double[] sums = new double[2];
    new Trainer(ShapeModel.network(), settings)
        .train(
            steps,
            (_, loss, accuracy) -> {
              sums[0] += loss;
              sums[1] += accuracy;
            });
    String line = TrainingLog.line(steps, sums[0] / steps, sums[1] / steps);
    assertTrue(
        Shipped.text("training.log").lines().anyMatch(line::equals),
        () -> String.format(Locale.ROOT, "training.log has no line %s", line));
  }
}
