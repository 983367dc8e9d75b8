package dev.vaccel.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets one thing pass in a while and counts what it holds back meanwhile. Thread-safe. */
final class Throttle {
  private final long everyNs;
  private final LongSupplier clock;
  private long passedNs;
  private boolean hasPassed;
  private long heldBack;

  Throttle(Duration every) {
    this(every, System::nanoTime);
  }

  /** One with a clock of its own, in nanoseconds. */
  Throttle(Duration every, LongSupplier clock) {
    this.everyNs = every.toNanos();
    this.clock = clock;
  }

  /** Below 0 if this one is held back; else how many were since the last one that passed. */
  synchronized long pass() {
    long nowNs = clock.getAsLong();
    if (hasPassed && nowNs - passedNs < everyNs) {
      heldBack++;
      return -1;
    }
    hasPassed = true;
    passedNs = nowNs;
    long before = heldBack;
    heldBack = 0;
    return before;
  }
}
