package dev.vaccel.cli;

import java.util.Arrays;

/** Times of calls, in nanoseconds; the earliest are overwritten where there are too many. */
final class LatencyLog {
  private static final int MAX = 4_000_000;

  private long[] ns = new long[1024];
  private long count;

  void add(long valueNs) {
    if (count == ns.length && ns.length < MAX) {
      ns = Arrays.copyOf(ns, (int) Math.min(MAX, 2L * ns.length));
    }
    ns[(int) (count % ns.length)] = valueNs;
    count++;
  }

  void addAll(LatencyLog other) {
    int kept = (int) Math.min(other.count, other.ns.length);
    for (int i = 0; i < kept; i++) {
      add(other.ns[i]);
    }
  }

  /** All that are kept together. */
  long sumNs() {
    return Arrays.stream(ns, 0, (int) Math.min(count, ns.length)).sum();
  }

  long count() {
    return count;
  }

  /** Forgets all times, and has room for twice as many, so that adding them allocates nothing. */
  void restart() {
    int room = (int) Math.min(MAX, 2 * count);
    if (ns.length < room) {
      ns = new long[room];
    }
    count = 0;
  }

  /** What they come to. */
  LatencySummary summary() {
    int kept = (int) Math.min(count, ns.length);
    long[] sorted = Arrays.copyOf(ns, kept);
    Arrays.sort(sorted);
    return new LatencySummary(
        count,
        LatencySummary.quantile(sorted, 0.5),
        LatencySummary.quantile(sorted, 0.9),
        LatencySummary.quantile(sorted, 0.99),
        kept == 0 ? Double.NaN : sorted[kept - 1]);
  }
}
