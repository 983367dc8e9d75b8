package dev.vaccel.models;

import java.util.List;

/**
 * A fixed part of each batch: draws its samples and sums up their gradients. Used by one thread at
 * a time.
 */
final class Shard {
  private final Objective objective;
  private final Pass pass;
  private final List<Parameters> gradient;
  private double loss;
  private double score;

  Shard(Network network, Objective objective) {
    this.objective = objective;
    pass = new Pass(network);
    gradient = network.newParameters();
  }

  /**
   * Computes loss, score and gradient of the samples {@code first} to {@code first + count - 1}.
   */
  void run(List<Parameters> parameters, long seed, long first, int count) {
    gradient.forEach(Parameters::clear);
    loss = 0;
    score = 0;
    for (long index = first; index < first + count; index++) {
      var truth = objective.draw(seed, index, pass.input());
      pass.forward(parameters);
      loss += truth.loss(pass.output(), pass.outputGradient());
      score += truth.score(pass.output());
      pass.backward(parameters, gradient);
    }
  }

  /** Sum of the gradients of the last run. */
  List<Parameters> gradient() {
    return gradient;
  }

  /** Sum of the losses of the last run. */
  double loss() {
    return loss;
  }

  /** Sum of the scores of the last run. */
  double score() {
    return score;
  }
}
