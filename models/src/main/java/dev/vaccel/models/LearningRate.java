package dev.vaccel.models;

/**
 * The step size over a run: rises linearly, then falls along half a cosine to zero.
 *
 * @param peak largest rate
 * @param warmUpSteps steps of the rise
 * @param steps steps of the whole run
 */
record LearningRate(double peak, int warmUpSteps, int steps) {
  /** The rate for a step, counted from 0. */
  double at(int step) {
    double rise = Math.min(1, (step + 1.0) / (warmUpSteps + 1.0));
    double fall = 0.5 * (1 + StrictMath.cos(Math.PI * step / steps));
    return peak * rise * fall;
  }
}
