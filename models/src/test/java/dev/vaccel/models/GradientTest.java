package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GradientTest {
  private static final int TRUTH = 2;
  private static final float STEP = 1e-3f;

  /**
   * The largest gradients here are 0.2 to 0.5; a difference of two losses of float32 logits over a
   * step of 1e-3 is good to about 2e-4.
   */
  private static final double TOLERANCE = 5e-4;

  static Stream<Gemm> gemms() {
    return Stream.of(new ScalarGemm(), new VectorGemm());
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void backwardPassAgreesWithFiniteDifferences(Gemm gemm) {
    check(
        new Network.Builder(new FeatureShape(2, 10, 12), gemm)
            .convolution(5, 2)
            .rectifier()
            .convolution(6, 1)
            .rectifier()
            .convolution(19, 2)
            .rectifier()
            .globalAverage()
            .dense(4)
            .build());
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void skipsAndUpsamplingAgreeWithFiniteDifferences(Gemm gemm) {
    check(
        new Network.Builder(new FeatureShape(2, 12, 8), gemm)
            .convolution(5, 2)
            .rectifier()
            .mark("half")
            .convolution(6, 2)
            .rectifier()
            .upsample()
            .concat("half")
            .pointwise(7, 0)
            .smoothUpsample()
            // A layer that two others skip to, and one right before the layer that joins it.
            .mark("whole")
            .convolution(4, 1)
            .rectifier()
            .concat("whole")
            .concat("whole")
            .globalAverage()
            .dense(4)
            .build());
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void textsAgreeWithFiniteDifferences(Gemm gemm) {
    var network =
        new Network.Builder(new FeatureShape(1, 1, 20), gemm)
            .embedding(3)
            .rowConvolution(5, 5, 1)
            .rectifier()
            .rowConvolution(6, 7, 2)
            .rectifier()
            .globalMaximum()
            .dense(4)
            .build();
    var pass = new Pass(network);
    var random = new SplittableRandom(6);
    for (int i = 0; i < pass.input().length; i++) {
      // Some bytes come more than once, some are above 127.
      pass.input()[i] = random.nextInt(8) * 36;
    }
    check(network, pass);
  }

  private static void check(Network network) {
    var pass = new Pass(network);
    var random = new SplittableRandom(5);
    for (int i = 0; i < pass.input().length; i++) {
      pass.input()[i] = (float) random.nextDouble(-1, 1);
    }
    check(network, pass);
  }

  private static void check(Network network, Pass pass) {
    var parameters = network.initialParameters(3);
    var gradient = network.newParameters();
    loss(pass, parameters);
    pass.backward(parameters, gradient);
    for (int layer = 0; layer < parameters.size(); layer++) {
      var values = parameters.get(layer);
      var slopes = gradient.get(layer);
      compare(pass, parameters, values.weights(), slopes.weights(), "weights of layer " + layer);
      compare(pass, parameters, values.biases(), slopes.biases(), "biases of layer " + layer);
    }
  }

  private static void compare(
      Pass pass, List<Parameters> parameters, float[] values, float[] slopes, String what) {
    double here = loss(pass, parameters);
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      values[i] = value + STEP;
      double up = (loss(pass, parameters) - here) / STEP;
      values[i] = value - STEP;
      double down = (here - loss(pass, parameters)) / STEP;
      values[i] = value;
      // Both slopes are the gradient where the loss is smooth; where a rectifier switches within
      // one step, only the other one is, and the gradient still lies between them.
      double least = Math.min(up, down) - TOLERANCE;
      double most = Math.max(up, down) + TOLERANCE;
      double slope = slopes[i];
      assertTrue(
          slope >= least && slope <= most,
          () -> what + ": gradient " + slope + " outside " + least + " to " + most);
    }
  }

  private static double loss(Pass pass, List<Parameters> parameters) {
    pass.forward(parameters);
    return Softmax.crossEntropy(pass.output(), TRUTH, pass.outputGradient());
  }
}
