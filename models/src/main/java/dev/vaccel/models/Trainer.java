package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Trains a network on {@link ShapeScenes}, each scene seen once. The result depends on the settings
 * alone, not on the machine. Confined to the calling thread, which blocks until training is over.
 */
final class Trainer {
  /** Told after each step, on the training thread. */
  interface Listener {
    /**
     * One step is done.
     *
     * @param step counted from 1
     * @param loss mean cross entropy over the batch, in nats
     * @param accuracy share of the batch that was right before the update
     */
    void stepped(int step, double loss, double accuracy);
  }

  private final Network network;
  private final TrainingSettings settings;

  Trainer(Network network, TrainingSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  /** Runs all steps and returns the learned parameters. */
  List<Parameters> train(Listener listener) throws InterruptedException {
    return train(settings.steps(), listener);
  }

  /** Runs the first {@code steps} steps of the run that the settings describe. */
  List<Parameters> train(int steps, Listener listener) throws InterruptedException {
    var parameters = network.initialParameters(settings.seed());
    var adam = new Adam(network);
    var rate = settings.learningRate();
    var shards =
        IntStream.range(0, TrainingSettings.SHARDS).mapToObj(_ -> new Shard(network)).toList();
    var threads = Thread.ofPlatform().name("trainer-", 0).daemon().factory();
    try (var pool = Executors.newFixedThreadPool(settings.threads(), threads)) {
      for (int step = 0; step < steps; step++) {
        runShards(pool, shards, parameters, step);
        var gradient = sum(shards);
        adam.step(parameters, gradient, 1f / settings.batch(), rate.at(step));
        double loss = shards.stream().mapToDouble(Shard::loss).sum() / settings.batch();
        int correct = shards.stream().mapToInt(Shard::correct).sum();
        listener.stepped(step + 1, loss, correct / (double) settings.batch());
      }
    }
    return parameters;
  }

  private void runShards(
      ExecutorService pool, List<Shard> shards, List<Parameters> parameters, int step)
      throws InterruptedException {
    int perShard = settings.batch() / shards.size();
    var work = new ArrayList<Callable<Void>>();
    for (int i = 0; i < shards.size(); i++) {
      var shard = shards.get(i);
      long first = (long) step * settings.batch() + (long) i * perShard;
      work.add(
          () -> {
            shard.run(parameters, settings.seed(), first, perShard);
            return null;
          });
    }
    for (var done : pool.invokeAll(work)) {
      try {
        done.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("step " + (step + 1) + " of the training failed", e);
      }
    }
  }

  /** Adds all gradients into the first shard's, in the order of the shards. */
  private static List<Parameters> sum(List<Shard> shards) {
    var total = shards.getFirst().gradient();
    for (var shard : shards.subList(1, shards.size())) {
      for (int i = 0; i < total.size(); i++) {
        total.get(i).add(shard.gradient().get(i));
      }
    }
    return total;
  }
}
