package dev.vaccel.runtime;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds callers back while too many bulk bytes are outstanding. Fair. Thread-safe. */
final class ByteWindow {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private final long limit;
  private long used;

  ByteWindow(long limit) {
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  /**
   * Takes bytes, at most {@link #limit()}, waiting for room. An interrupt stays pending.
   *
   * @return false, with nothing taken, if there was no room for {@code timeoutNs}
   */
  boolean take(long bytes, long timeoutNs) {
    boolean interrupted = false;
    long startNs = System.nanoTime();
    lock.lock();
    try {
      while (used + bytes > limit) {
        long leftNs = timeoutNs - (System.nanoTime() - startNs);
        if (leftNs <= 0) {
          return false;
        }
        try {
          long _ = freed.awaitNanos(leftNs);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      used += bytes;
      return true;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void give(long bytes) {
    lock.lock();
    try {
      used -= bytes;
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
