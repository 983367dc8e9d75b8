package dev.vaccel.models;

/**
 * What determines a training run. Every field but {@code threads} changes the resulting weights.
 *
 * @param steps number of parameter updates, at least 1
 * @param batch images per step, a multiple of {@value #SHARDS}
 * @param peakRate largest learning rate
 * @param seed of the initial weights and of the stream of scenes
 * @param threads that compute gradients, 1 to {@value #SHARDS}
 */
record TrainingSettings(int steps, int batch, double peakRate, long seed, int threads) {
  /**
   * A batch is cut into so many shards, whatever the number of threads; their gradients are added
   * in order. So rounding, and with it the result, does not depend on the threads.
   */
  static final int SHARDS = 8;

  private static final int WARM_UP_STEPS = 100;

  TrainingSettings {
    if (steps < 1) {
      throw new IllegalArgumentException("steps " + steps + ": must be at least 1");
    }
    if (batch < SHARDS || batch % SHARDS != 0) {
      throw new IllegalArgumentException("batch " + batch + ": must be a multiple of " + SHARDS);
    }
    if (threads < 1 || threads > SHARDS) {
      throw new IllegalArgumentException("threads " + threads + ": must be 1 to " + SHARDS);
    }
  }

  LearningRate learningRate() {
    return new LearningRate(peakRate, Math.min(WARM_UP_STEPS, steps / 4), steps);
  }
}
