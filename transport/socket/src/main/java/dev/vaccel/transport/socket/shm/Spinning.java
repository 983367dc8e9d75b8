package dev.vaccel.transport.socket.shm;

import java.util.function.BooleanSupplier;

/**
 * Looks for a while before a side sleeps: waking it takes longer than a short call. Not by default
 * where there are two processors or fewer, since the one that is waited for needs one. How long is
 * halved when it was in vain, doubled when it was not. One thread at a time.
 */
final class Spinning {
  /** The longest time, in microseconds; 0: never. */
  static final String PROPERTY = "vaccel.shm.spinMicros";

  private static final long LONGEST_NS = 1000 * Long.getLong(PROPERTY, byDefault());
  private static final long SHORTEST_NS = LONGEST_NS / 16;

  private long limitNs = LONGEST_NS;

  private static long byDefault() {
    return Runtime.getRuntime().availableProcessors() > 2 ? 50 : 0;
  }

  /** Whether it became ready in the time. */
  boolean until(BooleanSupplier ready, long timeoutNs) {
    if (ready.getAsBoolean()) {
      return true;
    }
    if (limitNs == 0 || timeoutNs == 0) {
      return false;
    }
    long mostNs = timeoutNs < 0 ? limitNs : Math.min(limitNs, timeoutNs);
    long startNs = System.nanoTime();
    do {
      Thread.onSpinWait();
      if (ready.getAsBoolean()) {
        limitNs = Math.min(LONGEST_NS, 2 * limitNs);
        return true;
      }
    } while (System.nanoTime() - startNs < mostNs);
    limitNs = Math.max(SHORTEST_NS, limitNs / 2);
    return false;
  }
}
