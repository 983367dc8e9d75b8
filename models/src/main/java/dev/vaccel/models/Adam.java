package dev.vaccel.models;

import java.util.List;

/**
 * The Adam optimiser (Kingma and Ba, 2015) with its usual constants. Confined to the training
 * thread.
 */
final class Adam {
  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final List<Parameters> means;
  private final List<Parameters> squares;
  private double meanPower = 1;
  private double squarePower = 1;

  Adam(Network network) {
    means = network.newParameters();
    squares = network.newParameters();
  }

  /**
   * Moves the parameters one step against the gradient.
   *
   * @param gradientScale multiplies each gradient: 1 / batch size where it is a sum over the batch
   */
  void step(
      List<Parameters> parameters, List<Parameters> gradient, float gradientScale, double rate) {
    meanPower *= MEAN_DECAY;
    squarePower *= SQUARE_DECAY;
    // Both corrections for the averages' start at zero, folded into the rate.
    float corrected = (float) (rate * Math.sqrt(1 - squarePower) / (1 - meanPower));
    for (int i = 0; i < parameters.size(); i++) {
      var values = parameters.get(i);
      var slope = gradient.get(i);
      var mean = means.get(i);
      var square = squares.get(i);
      move(
          values.weights(),
          slope.weights(),
          mean.weights(),
          square.weights(),
          gradientScale,
          corrected);
      move(
          values.biases(),
          slope.biases(),
          mean.biases(),
          square.biases(),
          gradientScale,
          corrected);
    }
  }

  private static void move(
      float[] values, float[] slopes, float[] means, float[] squares, float scale, float rate) {
    for (int i = 0; i < values.length; i++) {
      float slope = slopes[i] * scale;
      float mean = MEAN_DECAY * means[i] + (1 - MEAN_DECAY) * slope;
      float square = SQUARE_DECAY * squares[i] + (1 - SQUARE_DECAY) * slope * slope;
      means[i] = mean;
      squares[i] = square;
      values[i] -= rate * mean / ((float) Math.sqrt(square) + EPSILON);
    }
  }
}
