package dev.vaccel.models;

import java.util.List;

/**
 * The mean of a network's parameters over the last hundred steps or so (Polyak averaging, with
 * exponentially falling weights). Steps of a still high learning rate scatter around what their
 * mean is close to, so a run that ends before its rate has fallen gives a good model too. Confined
 * to the training thread.
 */
final class RunningAverage {
  private static final float LARGEST_DECAY = 0.99f;

  private final List<Parameters> mean;
  private int steps;

  RunningAverage(Network network) {
    mean = network.newParameters();
  }

  /** Takes in the parameters after a step. */
  void add(List<Parameters> parameters) {
    // The first steps count for less and less of the mean until its length is reached.
    float decay = Math.min(LARGEST_DECAY, steps / (steps + 9f));
    steps++;
    for (int i = 0; i < mean.size(); i++) {
      blend(mean.get(i).weights(), parameters.get(i).weights(), decay);
      blend(mean.get(i).biases(), parameters.get(i).biases(), decay);
    }
  }

  /** The mean so far; changed by the next {@link #add}. */
  List<Parameters> parameters() {
    return mean;
  }

  private static void blend(float[] mean, float[] next, float decay) {
    for (int i = 0; i < mean.length; i++) {
      mean[i] = decay * mean[i] + (1 - decay) * next[i];
    }
  }
}
