package dev.vaccel.models;

/** Turns logits into probabilities, and measures them against the true class. */
final class Softmax {
  private Softmax() {}

  /** The probabilities of the logits; sums to 1. */
  static float[] probabilities(float[] logits) {
    double[] powers = new double[logits.length];
    double sum = powers(logits, powers);
    float[] result = new float[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (powers[i] / sum);
    }
    return result;
  }

  /**
   * Cross entropy in nats of the true class.
   *
   * @param gradient receives the derivative of the result by each logit
   */
  static double crossEntropy(float[] logits, int truth, float[] gradient) {
    double[] powers = new double[logits.length];
    double sum = powers(logits, powers);
    for (int i = 0; i < logits.length; i++) {
      gradient[i] = (float) (powers[i] / sum - (i == truth ? 1 : 0));
    }
    return StrictMath.log(sum) - StrictMath.log(Math.max(powers[truth], Double.MIN_NORMAL));
  }

  /** The index of the largest value, the first of equals. */
  static int best(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double powers(float[] logits, double[] powers) {
    double largest = logits[best(logits)];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      powers[i] = StrictMath.exp(logits[i] - largest);
      sum += powers[i];
    }
    return sum;
  }
}
