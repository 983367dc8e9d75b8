package dev.vaccel.transport.socket.shm;

import dev.vaccel.posix.Futex;
import dev.vaccel.posix.SystemCallException;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A word in shared memory that says whether one side sleeps. Whoever has something for it publishes
 * that first and rings then; whoever goes to sleep says so first and looks then: one of the two
 * sees the other. {@link #await}: one thread at a time; {@link #ring}: any.
 */
final class Doorbell {
  // A peer that says "awake" without end would have this side look without end.
  private static final int MOST_FALSE_ALARMS = 1000;
  private static final long FALSE_ALARM_PAUSE_NS = 1_000_000;

  private final Ring ring;
  private final long offset;
  private final Futex futex;
  private final Spinning spinning;

  /** The word of a ring at this offset; who waits here sleeps at once. */
  Doorbell(Ring ring, int offset) {
    this(ring, offset, Spinning.none());
  }

  /**
   * The word of a ring at this offset.
   *
   * @param spinning what who waits here does before it sleeps
   */
  Doorbell(Ring ring, int offset, Spinning spinning) {
    this.ring = ring;
    this.offset = offset;
    this.spinning = spinning;
    this.futex = new Futex(ring.control().asSlice(offset, Integer.BYTES));
  }

  /** Wakes the side that sleeps here, if it does. What it is to find was published before. */
  void ring() {
    VarHandle.fullFence();
    if ((int) RingLayout.SLEEPS.getOpaque(ring.control(), offset) != 0) {
      RingLayout.SLEEPS.setVolatile(ring.control(), offset, 0);
      futex.wake();
    }
  }

  /**
   * Wakes the side that sleeps here, whatever the word says: a peer that is killed between saying
   * that this side is awake and waking it leaves it asleep.
   */
  void ringAnyway() {
    RingLayout.SLEEPS.setVolatile(ring.control(), offset, 0);
    futex.wake();
  }

  /**
   * Waits until {@code ready}.
   *
   * @param timeoutNs longest wait; below 0: no limit
   * @return whether it is
   */
  boolean await(BooleanSupplier ready, long timeoutNs) throws SystemCallException {
    if (ready.getAsBoolean()) {
      return true;
    }
    long startNs = System.nanoTime();
    boolean found = spinning.until(ready, timeoutNs) || sleep(ready, timeoutNs, startNs);
    spinning.waited(System.nanoTime() - startNs);
    return found;
  }

  private boolean sleep(BooleanSupplier ready, long timeoutNs, long startNs)
      throws SystemCallException {
    long napNs = spinning.napNs();
    for (int alarms = 0; ; alarms++) {
      long leftNs = leftNs(timeoutNs, startNs);
      if (leftNs == 0) {
        return ready.getAsBoolean();
      }
      boolean found = lookAsSleeper(ready);
      if (!found) {
        futex.await(1, napNs > 0 && (leftNs < 0 || napNs < leftNs) ? napNs : leftNs);
        found = ready.getAsBoolean();
      }
      RingLayout.SLEEPS.setOpaque(ring.control(), offset, 0);
      if (found || (napNs > 0 && spinning.afterNap(ready, leftNs(timeoutNs, startNs)))) {
        return true;
      }
      napNs = 0;
      if (alarms >= MOST_FALSE_ALARMS) {
        LockSupport.parkNanos(this, FALSE_ALARM_PAUSE_NS);
      }
    }
  }

  /** What is left of a timeout; below 0: no limit. */
  private static long leftNs(long timeoutNs, long startNs) {
    return timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - (System.nanoTime() - startNs));
  }

  /** Says that this side sleeps, and looks once more: it may sleep if that is in vain. */
  boolean lookAsSleeper(BooleanSupplier ready) {
    RingLayout.SLEEPS.setVolatile(ring.control(), offset, 1);
    VarHandle.fullFence();
    return ready.getAsBoolean();
  }
}
