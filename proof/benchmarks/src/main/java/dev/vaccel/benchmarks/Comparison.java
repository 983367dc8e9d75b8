package dev.vaccel.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** Measures: baseline and subject take turns, and who is first changes from round to round. */
  static Comparison run(String name, Scale scale, int callsInRound, Call baseline, Call subject)
      throws Exception {
    int warmUp = scale.warmUpCalls(callNs(baseline, subject));
    // In turns too: a compiler that saw one side only would compile for that side.
    for (int done = 0; done < warmUp; done += 500) {
      repeat(baseline, Math.min(500, warmUp - done), null);
      repeat(subject, Math.min(500, warmUp - done), null);
    }
    int calls = scale.calls(callsInRound);
    Comparison found = new Comparison(name, scale.rounds(), calls);
    for (int round = 0; round < scale.rounds(); round++) {
      if (round % 2 == 0) {
        found.baselineNs[round] = repeat(baseline, calls, found.baseline);
        found.subjectNs[round] = repeat(subject, calls, found.subject);
      } else {
        found.subjectNs[round] = repeat(subject, calls, found.subject);
        found.baselineNs[round] = repeat(baseline, calls, found.baseline);
      }
    }
    return found;
  }

  /** About what one call takes: the first ones load classes. */
  private static long callNs(Call baseline, Call subject) throws Exception {
    long leastNs = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      leastNs = Math.min(leastNs, (time(baseline) + time(subject)) / 2);
    }
    return leastNs;
  }

  private static long repeat(Call call, int calls, @Nullable Samples all) throws Exception {
    Samples samples = new Samples(calls);
    for (int i = 0; i < calls; i++) {
      samples.add(time(call));
    }
    if (all != null) {
      all.addAll(samples);
    }
    return samples.median();
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
