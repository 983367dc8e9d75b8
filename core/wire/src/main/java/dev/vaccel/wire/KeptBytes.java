package dev.vaccel.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all {@link BufferPool}s of a process may keep for reuse together. Only counts:
 * memory never passes from one pool to another. Thread-safe.
 */
public final class KeptBytes {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /** Nothing kept yet. */
  public KeptBytes(long limit) {
    this.limit = limit;
  }

  /** Bytes that wait for reuse now. */
  public long used() {
    return used.get();
  }

  /** Counts bytes; false, with nothing counted, if that would pass the limit. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }
}
