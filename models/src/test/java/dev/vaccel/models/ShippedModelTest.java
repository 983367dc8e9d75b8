package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedModelTest {
  /** The training log says 99.98 % on 4000 images; 1000 others may well differ by a little. */
  private static final double SMALLEST_ACCURACY = 0.98;

  private static final int LARGEST_FILE_BYTES = 1_000_000;

  static Stream<ModelCard> cards() {
    return Shipped.CARDS.stream();
  }

  static Stream<Recipe> recipes() {
    return Shipped.RECIPES.stream();
  }

  @Test
  void recognisesFreshScenesInOnnxRuntime() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainShapes.CARD))) {
      var evaluation = Evaluation.of(model, Shipped.FRESH_SEED, 1000);
      assertTrue(
          evaluation.accuracy() >= SMALLEST_ACCURACY,
          () -> "accuracy " + evaluation.accuracy() + "\n" + evaluation.table());
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void modelFileIsSmallAndCarriesItsLabels(ModelCard card) throws IOException, OrtException {
    byte[] file = Shipped.model(card);
    assertTrue(file.length < LARGEST_FILE_BYTES, () -> file.length + " bytes");
    try (var model = new OnnxModel(file)) {
      assertEquals(String.join(",", card.labels()), model.metadata().getOrDefault("labels", ""));
      assertEquals(card.task(), model.metadata().get("task"));
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void aBatchGivesWhatItsSamplesGiveAlone(ModelCard card) throws IOException, OrtException {
    float[] first = sample(card, 1);
    float[] second = sample(card, 2);
    float[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    try (var model = new OnnxModel(Shipped.model(card))) {
      for (var head : card.heads()) {
        float[] alone = model.output(head.name(), second);
        float[] batch = model.predict(both, 2).getOrDefault(head.name(), new float[0]);
        assertEquals(2 * alone.length, batch.length, head.name());
        float[] tail = Arrays.copyOfRange(batch, alone.length, batch.length);
        assertArrayEquals(alone, tail, 1e-4f, head.name());
      }
    }
  }

  private static float[] sample(ModelCard card, int index) {
    return switch (card.input()) {
      case PICTURE -> {
        float[] input = new float[ShapeModel.INPUT_SIZE];
        LandscapeScenes.sample(Shipped.FRESH_SEED, index).image().toModelInput(input);
        yield input;
      }
      case TEXT -> {
        float[] input = new float[TextModel.LENGTH];
        TextModel.toModelInput(Texts.sample(Shipped.FRESH_SEED, index).text(), input);
        yield input;
      }
    };
  }

  @ParameterizedTest
  @MethodSource("cards")
  void bundleNamesTheRightHashesAndItsTask(ModelCard card) throws IOException {
    String json = Shipped.text(card, ModelBundle.DESCRIPTION_FILE);
    assertTrue(json.contains("\"task\": \"" + card.task() + "\""), json);
    var files = card.labels().isEmpty() ? Stream.<String>of() : Stream.of(ModelBundle.LABELS_FILE);
    for (String file : Stream.concat(Stream.of(card.modelFile()), files).toList()) {
      byte[] bytes = Files.readAllBytes(Shipped.bundle(card).resolve(file));
      String line = "\"" + file + "\": \"" + ModelBundle.sha256(bytes) + "\"";
      assertTrue(json.contains(line), () -> "vaccel-model.json lacks " + line);
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void labelsAreTheChannelsInOrder(ModelCard card) throws IOException {
    if (card.labels().isEmpty()) {
      assertTrue(Files.notExists(Shipped.bundle(card).resolve(ModelBundle.LABELS_FILE)));
    } else {
      assertEquals(card.labels(), Shipped.text(card, ModelBundle.LABELS_FILE).lines().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void committedRecipeRepeatsTheCommittedRun(Recipe recipe)
      throws IOException, InterruptedException {
    // The course of a run is exact, so its first logged line tells whether generator, trainer and
    // settings are still those that made the shipped file.
    int steps = recipe.stepsPerLine();
    int threads = Math.min(TrainingSettings.SHARDS, Runtime.getRuntime().availableProcessors());
    var settings = TrainOptions.parse(recipe, "--threads", "" + threads).settings();
    double[] sums = new double[2];
    new Trainer(recipe.network(), recipe.objective(), settings)
        .train(
            steps,
            (_, loss, score) -> {
              sums[0] += loss;
              sums[1] += score;
            });
    String line = TrainingLog.line(steps, sums[0] / steps, recipe.scoreName(), sums[1] / steps);
    var card = recipe.products().getFirst().card();
    assertTrue(
        Shipped.text(card, Training.LOG_FILE).lines().anyMatch(line::equals),
        () -> String.format(Locale.ROOT, "training.log has no line %s", line));
  }
}
