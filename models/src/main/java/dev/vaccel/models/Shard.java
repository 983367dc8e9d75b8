package dev.vaccel.models;

import java.util.List;

/**
 * A fixed part of each batch: draws its scenes and sums up their gradients. Used by one thread at a
 * time.
 */
final class Shard {
  private final Pass pass;
  private final List<Parameters> gradient;
  private double loss;
  private int correct;

  Shard(Network network) {
    pass = new Pass(network);
    gradient = network.newParameters();
  }

  /** Computes loss, hits and gradient of the scenes {@code first} to {@code first + count - 1}. */
  void run(List<Parameters> parameters, long seed, long first, int count) {
    gradient.forEach(Parameters::clear);
    loss = 0;
    correct = 0;
    for (long index = first; index < first + count; index++) {
      var scene = ShapeScenes.sample(seed, index);
      scene.image().toModelInput(pass.input());
      pass.forward(parameters);
      int truth = scene.shape().classIndex();
      loss += Softmax.crossEntropy(pass.output(), truth, pass.outputGradient());
      correct += Softmax.best(pass.output()) == truth ? 1 : 0;
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

  /** Scenes of the last run that the network got right. */
  int correct() {
    return correct;
  }
}
