package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Trains a network for an {@link Objective}, each sample seen once. The result depends on the
 * settings alone, not on the machine. Confined to the calling thread, which blocks until training
 * is over.
 */
final class Trainer {
  /** Told after each step, on the training thread. */
  interface Listener {
    /**
     * One step is done.
     *
     * @param step counted from 1
     * @param loss mean over the batch
     * @param score mean over the batch before the update, 0 to 1
     */
    void stepped(int step, double loss, double score);

    /**
     * After {@link #stepped}.
     *
     * @param parameters so far; changed by the next step
     */
    default void learned(int step, List<Parameters> parameters) {}
  }

  private final Network network;
  private final Objective objective;
  private final TrainingSettings settings;

  Trainer(Network network, Objective objective, TrainingSettings settings) {
    this.network = network;
    this.objective = objective;
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
        IntStream.range(0, TrainingSettings.SHARDS)
            .mapToObj(_ -> new Shard(network, objective))
            .toList();
    var threads = Thread.ofPlatform().name("trainer-", 0).daemon().factory();
    try (var pool = Executors.newFixedThreadPool(settings.threads(), threads)) {
      for (int step = 0; step < steps; step++) {
        runShards(pool, shards, parameters, step);
        var gradient = sum(shards);
        adam.step(parameters, gradient, 1f / settings.batch(), rate.at(step));
        double loss = shards.stream().mapToDouble(Shard::loss).sum() / settings.batch();
        double score = shards.stream().mapToDouble(Shard::score).sum();
        listener.stepped(step + 1, loss, score / settings.batch());
        listener.learned(step + 1, parameters);
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
