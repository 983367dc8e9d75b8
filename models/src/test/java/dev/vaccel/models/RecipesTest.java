package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecipesTest {
  static Stream<Recipe> all() {
    return Stream.concat(Stream.of(TrainShapes.recipe()), recipes().stream());
  }

  static List<Recipe> recipes() {
    return List.of(
        TrainDetector.recipe(), TrainLandscape.recipe(), TrainPose.recipe(), TrainTexts.recipe());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void lossFallsWithin30Steps(Recipe recipe) throws InterruptedException {
    var losses = new ArrayList<Double>();
    train(recipe, 30, 2, losses);
    double first = losses.subList(0, 5).stream().mapToDouble(d -> d).sum();
    double last = losses.subList(25, 30).stream().mapToDouble(d -> d).sum();
    assertTrue(last < 0.8 * first, first + " became " + last);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void resultDoesNotDependOnTheNumberOfThreads(Recipe recipe) throws InterruptedException {
    var one = train(recipe, 2, 1, new ArrayList<>());
    var three = train(recipe, 2, 3, new ArrayList<>());
    for (int layer = 0; layer < one.size(); layer++) {
      assertArrayEquals(one.get(layer).weights(), three.get(layer).weights());
      assertArrayEquals(one.get(layer).biases(), three.get(layer).biases());
    }
  }

  private static List<Parameters> train(Recipe recipe, int steps, int threads, List<Double> losses)
      throws InterruptedException {
    var settings = new TrainingSettings(steps, recipe.batch(), recipe.peakRate(), 1, threads);
    return new Trainer(recipe.network(), recipe.objective(), settings)
        .train((_, loss, _) -> losses.add(loss));
  }

  @Test
  void oneRunWritesTheBundlesOfAllItsModelsAndCheckpoints(@TempDir Path directory)
      throws IOException {
    var full = TrainLandscape.recipe();
    var products =
        full.products().stream()
            .map(p -> new Recipe.Product(p.suffix(), p.card(), 5, p.measure()))
            .toList();
    var recipe =
        new Recipe(
            full.program(),
            full.purpose(),
            full.network(),
            full.objective(),
            full.scoreName(),
            full.stepsPerLine(),
            full.steps(),
            full.batch(),
            full.peakRate(),
            full.averaged(),
            full.output(),
            products);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exit =
        Training.run(
            recipe,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            "--steps",
            "3",
            "--checkpoint",
            "2",
            "--output",
            directory.resolve("x").toString());
    assertEquals(0, exit, err.toString(StandardCharsets.UTF_8));
    for (var product : products) {
      var bundle = directory.resolve("x" + product.suffix());
      byte[] model = Files.readAllBytes(bundle.resolve(product.card().modelFile()));
      String json = Files.readString(bundle.resolve(ModelBundle.DESCRIPTION_FILE));
      assertTrue(json.contains(ModelBundle.sha256(model)), json);
      String log = Files.readString(bundle.resolve(Training.LOG_FILE));
      assertTrue(log.contains("step=3 loss=") && log.contains("test-images=5 "), log);
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals(4, text.lines().count(), text);
    assertTrue(text.startsWith("step=2 pixel-accuracy="), text);
  }

  @Test
  void averageFollowsTheParametersAndSmoothsThem() {
    var network = new Network.Builder(new FeatureShape(1, 1, 1)).dense(1).build();
    var average = new RunningAverage(network);
    var parameters = network.newParameters();
    for (int step = 0; step < 1000; step++) {
      parameters.getFirst().weights()[0] = step % 2 == 0 ? 3 : 5;
      average.add(parameters);
      if (step == 0) {
        assertEquals(3, average.parameters().getFirst().weights()[0]);
      }
    }
    assertEquals(4, average.parameters().getFirst().weights()[0], 0.02);
  }
}
