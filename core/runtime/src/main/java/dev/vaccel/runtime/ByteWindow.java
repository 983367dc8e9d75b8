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

  /** Takes bytes, at most {@link #limit()}, waiting for room. */
  void take(long bytes) {
    lock.lock();
    try {
      while (used + bytes > limit) {
        freed.awaitUninterruptibly();
      }
      used += bytes;
    } finally {
      lock.unlock();
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
