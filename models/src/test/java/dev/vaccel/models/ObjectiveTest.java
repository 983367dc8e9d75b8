package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ObjectiveTest {
  private static final float STEP = 1e-2f;

  /** So many values with the largest gradients are checked, and as many of all. */
  private static final int CHECKS = 100;

  static Stream<Recipe> recipes() {
    return RecipesTest.all();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void gradientOfTheLossAgreesWithFiniteDifferences(Recipe recipe) {
    var random = new SplittableRandom(4);
    for (int scene = 0; scene < 3; scene++) {
      float[] output = new float[recipe.network().output().size()];
      for (int i = 0; i < output.length; i++) {
        output[i] = (float) random.nextDouble(-2, 2);
      }
      var truth = recipe.objective().draw(7, scene, newInput(recipe));
      float[] gradient = new float[output.length];
      truth.loss(output, gradient);
      var steepest = steepest(gradient);
      assertTrue(gradient[steepest.findFirst().orElseThrow()] != 0, "some gradient");
      IntStream.concat(steepest(gradient).limit(CHECKS), random.ints(CHECKS, 0, output.length))
          .forEach(i -> check(truth, output, gradient[i], i));
    }
  }

  private static float[] newInput(Recipe recipe) {
    return new float[recipe.network().input().size()];
  }

  private static IntStream steepest(float[] gradient) {
    return IntStream.range(0, gradient.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
        .mapToInt(i -> i);
  }

  private static void check(Objective.Truth truth, float[] output, double slope, int i) {
    float[] unused = new float[output.length];
    double here = truth.loss(output, unused);
    float value = output[i];
    output[i] = value + STEP;
    double up = (truth.loss(output, unused) - here) / STEP;
    output[i] = value - STEP;
    double down = (here - truth.loss(output, unused)) / STEP;
    output[i] = value;
    // An absolute error has a corner, and there the gradient lies between both slopes.
    double slack = 1e-2 * Math.abs(slope) + 1e-7;
    assertTrue(
        slope >= Math.min(up, down) - slack && slope <= Math.max(up, down) + slack,
        () -> "value " + i + ": gradient " + slope + ", slopes " + down + " and " + up);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aBetterOutputHasASmallerLoss(Recipe recipe) {
    var truth = recipe.objective().draw(7, 1, newInput(recipe));
    float[] output = new float[recipe.network().output().size()];
    float[] gradient = new float[output.length];
    double before = truth.loss(output, gradient);
    double loss = before;
    for (int step = 0; step < 500; step++) {
      for (int i = 0; i < output.length; i++) {
        // By sign, as gradients differ by orders of magnitude.
        output[i] -= 0.02f * Math.signum(gradient[i]);
      }
      loss = truth.loss(output, gradient);
    }
    assertTrue(loss < 0.3 * before, before + " became " + loss);
    assertEquals(1, truth.score(output), 1e-9);
  }
}
