package dev.vaccel.transport.socket;

import java.time.Duration;
import java.util.Locale;

/** How long something has taken, and how long it still may. Immutable. */
final class Stopwatch {
  private final long startNs = System.nanoTime();
  private final long limitNs;

  Stopwatch(Duration limit) {
    this.limitNs = saturatedNanos(limit);
  }

  private static long saturatedNanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException longerThan292Years) {
      return Long.MAX_VALUE;
    }
  }

  /** What is left of the limit; 0 when it is over. */
  long leftNs() {
    return Math.max(0, limitNs - (System.nanoTime() - startNs));
  }

  /** The time spent so far, for messages: {@code 12.3 ms} or {@code 5.0 s}. */
  String spent() {
    double millis = (System.nanoTime() - startNs) / 1e6;
    return millis < 1000
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }
}
