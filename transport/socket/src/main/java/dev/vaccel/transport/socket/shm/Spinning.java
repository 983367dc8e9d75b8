package dev.vaccel.transport.socket.shm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * When and how long a side looks instead of sleeping, for waking a sleeper takes longer than a
 * short call. It follows what waits took of late: a side looks for twice as long after a wait that
 * could have been looked through, sleep included, half as long after another, down to not at all;
 * and where two long waits in a row took as long, it sleeps through most of the next one and looks
 * for the rest. Who looks lets in others who need the processor, sooner where somebody did of late,
 * and at most half as many threads of a process look as it has processors. One thread at a time.
 */
final class Spinning {
  /** The longest time, in microseconds, for both sides; 0: never. */
  static final String PROPERTY = "vaccel.shm.spinMicros";

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  // A caller needs the result to go on; an agent's thread waits for what may not come.
  private static final long CALLER_NS = longestNs(500);
  private static final long AGENT_NS = longestNs(50);
  private static final long SHORTEST_NS = 5000;

  // A yield takes 0.6 us where nobody else wants the processor, and sees nothing meanwhile. Where
  // the other side is who wants it, two switches and what it does take 4 us: it is let in soon.
  private static final int LEAST_LOOKS_BEFORE_YIELD = 16;
  private static final int MOST_LOOKS_BEFORE_YIELD = 128;
  private static final long SOMEBODY_RAN_NS = 2000;
  private static final AtomicInteger LOOKING = new AtomicInteger();
  private static final int MOST_LOOKING = Math.max(1, PROCESSORS / 2);

  private final long longestNs;
  private long limitNs;
  private long lastNs;
  private long napNs;
  private int looksBeforeYield = LEAST_LOOKS_BEFORE_YIELD;

  /** One that looks for so long at most, and for so long at first. */
  Spinning(long longestNs) {
    this.longestNs = longestNs;
    this.limitNs = longestNs;
  }

  /** Never looks. */
  static Spinning none() {
    return new Spinning(0);
  }

  /** That of a thread of the side that calls, or of the one that is called. */
  static Spinning of(boolean caller) {
    return new Spinning(caller ? CALLER_NS : AGENT_NS);
  }

  /** With one processor the other side cannot go on while this one looks. */
  private static long longestNs(long byDefaultMicros) {
    return 1000 * Long.getLong(PROPERTY, PROCESSORS == 1 ? 0 : byDefaultMicros);
  }

  /** Looks, if at all, before this side sleeps; whether it became ready. */
  boolean until(BooleanSupplier ready, long timeoutNs) {
    return look(ready, limitNs, timeoutNs);
  }

  /** Looks after {@link #napNs}; whether it became ready. */
  boolean afterNap(BooleanSupplier ready, long timeoutNs) {
    return look(ready, longestNs, timeoutNs);
  }

  /**
   * How long to sleep at first, in nanoseconds, where this wait is known to be long; 0: unknown.
   */
  long napNs() {
    return napNs;
  }

  /** A wait is over that took so long, looking and sleeping. */
  void waited(long ns) {
    if (longestNs == 0) {
      return;
    }
    if (ns <= longestNs) {
      limitNs = Math.min(longestNs, Math.max(SHORTEST_NS, 2 * limitNs));
    } else {
      limitNs = limitNs / 2 < SHORTEST_NS ? 0 : limitNs / 2;
    }
    boolean alike = ns > longestNs && Math.abs(ns - lastNs) <= longestNs / 2;
    napNs = alike ? Math.max(0, Math.min(ns, lastNs) - longestNs / 2) : 0;
    lastNs = ns;
  }

  private boolean look(BooleanSupplier ready, long limitNs, long timeoutNs) {
    long mostNs = timeoutNs < 0 ? limitNs : Math.min(limitNs, timeoutNs);
    if (mostNs <= 0) {
      return false;
    }
    try {
      return LOOKING.incrementAndGet() <= MOST_LOOKING && look(ready, mostNs);
    } finally {
      LOOKING.decrementAndGet();
    }
  }

  private boolean look(BooleanSupplier ready, long mostNs) {
    long startNs = System.nanoTime();
    int nextYield = looksBeforeYield;
    for (int looks = 1; ; looks++) {
      Thread.onSpinWait();
      if (ready.getAsBoolean()) {
        return true;
      }
      long nowNs = System.nanoTime();
      if (looks == nextYield) {
        nowNs = yieldFrom(nowNs);
        nextYield += looksBeforeYield;
      }
      if (nowNs - startNs >= mostNs) {
        return false;
      }
    }
  }

  /** Lets in who needs the processor: the other side, at times. Returns the time afterwards. */
  @SuppressWarnings("ThreadPriorityCheck")
  private long yieldFrom(long startNs) {
    Thread.yield();
    long endNs = System.nanoTime();
    looksBeforeYield =
        endNs - startNs >= SOMEBODY_RAN_NS
            ? LEAST_LOOKS_BEFORE_YIELD
            : Math.min(2 * looksBeforeYield, MOST_LOOKS_BEFORE_YIELD);
    return endNs;
  }
}
