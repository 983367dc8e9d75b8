package dev.vaccel.benchmarks;

import java.util.Arrays;

/**
 * A baseline and a subject that took turns. The ratio is taken round by round, so that what slows
 * the machine for a while slows both sides of it. Confined to one thread.
 */
final class Comparison {
  private final String name;
  // Median of each round.
  private final long[] baselineNs;
  private final long[] subjectNs;
  // Every call.
  private final Samples baseline;
  private final Samples subject;

  private Comparison(String name, int rounds, int calls) {
    this.name = name;
    this.baselineNs = new long[rounds];
    this.subjectNs = new long[rounds];
    this.baseline = new Samples(calls * rounds);
    this.subject = new Samples(calls * rounds);
  }

  /** Something to be timed. */
  @FunctionalInterface
  interface Call {
    /** Makes one call and checks its answer. */
    void run() throws Exception;
  }

  /** Something that times calls itself, in another process perhaps. */
  @FunctionalInterface
  interface Turn {
    /** Makes so many calls one after the other. */
    Samples take(int calls) throws Exception;
  }

  /** Measures: baseline and subject take turns, and who is first changes from round to round. */
  static Comparison run(String name, Scale scale, int callsInRound, Call baseline, Call subject)
      throws Exception {
    int warmUp = scale.warmUpCalls(callNs(baseline, subject));
    return turns(name, scale, callsInRound, warmUp, times(baseline), times(subject));
  }

  /** As {@link #run}, after so many calls of each to warm up. */
  static Comparison turns(
      String name, Scale scale, int callsInRound, int warmUp, Turn baseline, Turn subject)
      throws Exception {
    // In turns too: a compiler that saw one side only would compile for that side.
    for (int done = 0; done < warmUp; done += 500) {
      Samples _ = baseline.take(Math.min(500, warmUp - done));
      Samples _ = subject.take(Math.min(500, warmUp - done));
    }
    int calls = scale.calls(callsInRound);
    Comparison found = new Comparison(name, scale.rounds(), calls);
    for (int round = 0; round < scale.rounds(); round++) {
      if (round % 2 == 0) {
        found.baselineNs[round] = median(baseline.take(calls), found.baseline);
        found.subjectNs[round] = median(subject.take(calls), found.subject);
      } else {
        found.subjectNs[round] = median(subject.take(calls), found.subject);
        found.baselineNs[round] = median(baseline.take(calls), found.baseline);
      }
    }
    return found;
  }

  private static long median(Samples turn, Samples all) {
    all.addAll(turn);
    return turn.median();
  }

  /** About what one call takes: the first ones load classes. */
  private static long callNs(Call baseline, Call subject) throws Exception {
    long leastNs = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      leastNs = Math.min(leastNs, (time(baseline) + time(subject)) / 2);
    }
    return leastNs;
  }

  /** Times each call by itself. */
  static Turn times(Call call) {
    return calls -> {
      Samples samples = new Samples(calls);
      for (int i = 0; i < calls; i++) {
        samples.add(time(call));
      }
      return samples;
    };
  }

  private static long time(Call call) throws Exception {
    long startNs = System.nanoTime();
    call.run();
    return System.nanoTime() - startNs;
  }

  /** What was compared. */
  String name() {
    return name;
  }

  /** Every call of the baseline. */
  Samples baseline() {
    return baseline;
  }

  /** Every call of the subject. */
  Samples subject() {
    return subject;
  }

  /** Median of each round of the baseline, in their order. */
  long[] baselineNs() {
    return baselineNs.clone();
  }

  /** Median of each round of the subject, in their order. */
  long[] subjectNs() {
    return subjectNs.clone();
  }

  /** Median over the rounds of the subject's median divided by the baseline's. */
  double ratio() {
    return median(ratios());
  }

  /**
   * The subject's tenth percentile divided by the baseline's, over all calls: the calls that others
   * on a busy machine did not disturb.
   */
  double fastRatio() {
    return (double) subject.quantile(0.1) / baseline.quantile(0.1);
  }

  /** Ratios of the rounds, rising. */
  double[] ratios() {
    double[] ratios = new double[baselineNs.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) subjectNs[i] / baselineNs[i];
    }
    Arrays.sort(ratios);
    return ratios;
  }

  /** Median of the baseline's medians, in nanoseconds. */
  double baselineMedianNs() {
    return median(sorted(baselineNs));
  }

  /** Median of the subject's medians, in nanoseconds. */
  double subjectMedianNs() {
    return median(sorted(subjectNs));
  }

  private static double[] sorted(long[] values) {
    return Arrays.stream(values).asDoubleStream().sorted().toArray();
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
