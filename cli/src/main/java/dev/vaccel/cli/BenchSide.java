package dev.vaccel.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One of the two things that a benchmark compares: threads that make calls for slices of time. */
final class BenchSide {
  private final List<BenchStep> steps;
  private final LatencyLog all = new LatencyLog();
  private final List<Double> medians = new ArrayList<>();
  private long calls;
  private long elapsedNs;

  /** A side with a thread for each step. */
  BenchSide(List<BenchStep> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Makes calls for so long, at least one on each thread, without keeping their times. */
  void warmUp(long lengthNs) throws IOException {
    slice(lengthNs);
  }

  /** Makes calls for so long, at least one on each thread. */
  void round(long lengthNs) throws IOException {
    long started = System.nanoTime();
    LatencyLog log = slice(lengthNs);
    elapsedNs += System.nanoTime() - started;
    calls += log.count();
    all.addAll(log);
    medians.add(log.summary().medianNs());
  }

  private LatencyLog slice(long lengthNs) throws IOException {
    if (steps.size() == 1) {
      LatencyLog log = new LatencyLog();
      repeat(steps.getFirst(), lengthNs, log);
      return log;
    }
    CountDownLatch start = new CountDownLatch(1);
    List<LatencyLog> logs = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    @Nullable Exception[] failures = new Exception[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      int index = i;
      LatencyLog log = new LatencyLog();
      logs.add(log);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("vaccel-bench-" + i)
              .start(
                  () -> {
                    try {
                      start.await();
                      repeat(steps.get(index), lengthNs, log);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                      failures[index] = e;
                    }
                  }));
    }
    start.countDown();
    LatencyLog together = new LatencyLog();
    for (int i = 0; i < threads.size(); i++) {
      try {
        threads.get(i).join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.failed("interrupted");
      }
      switch (failures[i]) {
        case null -> together.addAll(logs.get(i));
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new IllegalStateException(e);
      }
    }
    return together;
  }

  private static void repeat(BenchStep step, long lengthNs, LatencyLog log) throws IOException {
    long end = System.nanoTime() + lengthNs;
    long before = System.nanoTime();
    do {
      step.run();
      long now = System.nanoTime();
      log.add(now - before);
      before = now;
    } while (before - end < 0);
  }

  LatencySummary latency() {
    return all.summary();
  }

  /** Calls for each second, all threads together. */
  double callsPerSecond() {
    return calls * 1e9 / elapsedNs;
  }

  /**
   * How this side compares with another that ran in the same rounds: the median over the rounds of
   * the ratio of their medians, above 1 where this one is slower.
   */
  double ratioTo(BenchSide other) {
    double[] ratios = new double[Math.min(medians.size(), other.medians.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = medians.get(i) / other.medians.get(i);
    }
    Arrays.sort(ratios);
    int middle = ratios.length / 2;
    return ratios.length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
  }
}
