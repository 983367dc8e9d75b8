package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainerTest {
  /** Guessing among ten classes gets 0.1 of 500 scenes with a standard deviation of 0.013. */
  private static final double CLEARLY_BETTER_THAN_CHANCE = 0.2;

  @Test
  void learnsWithin300Steps() throws InterruptedException {
    var network = ShapeModel.network();
    var parameters = train(network, 300, 2);
    var model = Predictor.of(network, parameters, ShapeModel.HEADS);
    var evaluation = Evaluation.of(model, Evaluation.TEST_SEED, 500);
    assertTrue(
        evaluation.accuracy() > CLEARLY_BETTER_THAN_CHANCE,
        () -> "accuracy " + evaluation.accuracy() + "\n" + evaluation.table());
  }

  @Test
  void resultDoesNotDependOnTheNumberOfThreads() throws InterruptedException {
    assertArrayEquals(modelAfterTraining(1), modelAfterTraining(3));
  }

  @Test
  void tellsTheListenerOfEachStep() throws InterruptedException {
    var seen = new ArrayList<Integer>();
    new Trainer(ShapeModel.network(), new ShapeObjective(), settings(3, 1))
        .train((step, _, _) -> seen.add(step));
    assertEquals(List.of(1, 2, 3), seen);
  }

  @Test
  void rateRisesAndFallsToZero() {
    var rate = new LearningRate(0.01, 10, 100);
    assertTrue(rate.at(0) < rate.at(5));
    assertEquals(0.01, rate.at(10), 0.0005);
    assertEquals(0.005, rate.at(50), 1e-9);
    assertTrue(rate.at(99) < 1e-5);
  }

  @Test
  void rejectsSettingsThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> settings(0, 1));
    assertThrows(IllegalArgumentException.class, () -> settings(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(1, 12, 0.001, 1, 1));
  }

  private static byte[] modelAfterTraining(int threads) throws InterruptedException {
    var network = ShapeModel.network();
    return OnnxWriter.write(
        network, train(network, 4, threads), "shapes", ShapeModel.HEADS, Map.of());
  }

  private static List<Parameters> train(Network network, int steps, int threads)
      throws InterruptedException {
    return new Trainer(network, new ShapeObjective(), settings(steps, threads))
        .train((_, _, _) -> {});
  }

  private static TrainingSettings settings(int steps, int threads) {
    var recipe = TrainShapes.recipe();
    return new TrainingSettings(steps, recipe.batch(), recipe.peakRate(), 1, threads);
  }
}
