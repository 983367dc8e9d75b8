package dev.vaccel.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Native memory for bulk data of one connection, reused from call to call: a copy into pages that
 * were touched before is many times faster than into fresh ones. Memory never passes from one
 * connection to another, and starts as zeros, so that what a guest may find in it is its own.
 * Thread-safe.
 */
public final class BufferPool implements AutoCloseable {
  private static final int MIN_SHIFT = 16;
  private static final int CLASSES = 48;

  private final long keptBytesLimit;
  private final Deque<Buffer>[] free;
  private long keptBytes;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param keptBytesLimit most bytes that wait for reuse
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public BufferPool(long keptBytesLimit) {
    this.keptBytesLimit = keptBytesLimit;
    this.free = new Deque[CLASSES];
  }

  /** Memory in use by one call. Closed by the call, once. */
  public final class Buffer implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment whole;
    private final int sizeClass;
    private MemorySegment segment;

    private Buffer(int sizeClass) {
      this.sizeClass = sizeClass;
      this.whole = arena.allocate(1L << (sizeClass + MIN_SHIFT), FrameLayout.BULK_ALIGNMENT);
      this.segment = whole;
    }

    /** The memory, as long as was asked for, 64-byte aligned. */
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }

  /**
   * Memory of {@code lengthBytes} bytes.
   *
   * @param lengthBytes more than 0
   */
  public Buffer take(long lengthBytes) {
    int sizeClass = Math.max(0, 64 - Long.numberOfLeadingZeros(lengthBytes - 1) - MIN_SHIFT);
    Buffer buffer = null;
    synchronized (free) {
      Deque<Buffer> waiting = free[sizeClass];
      if (waiting != null) {
        buffer = waiting.pollFirst();
      }
      if (buffer != null) {
        keptBytes -= buffer.whole.byteSize();
      }
    }
    if (buffer == null) {
      buffer = new Buffer(sizeClass);
    }
    buffer.segment = buffer.whole.asSlice(0, lengthBytes);
    return buffer;
  }

  private void giveBack(Buffer buffer) {
    synchronized (free) {
      long bytes = buffer.whole.byteSize();
      if (!closed && keptBytes + bytes <= keptBytesLimit) {
        keptBytes += bytes;
        Deque<Buffer> waiting = free[buffer.sizeClass];
        if (waiting == null) {
          waiting = new ArrayDeque<>();
          free[buffer.sizeClass] = waiting;
        }
        waiting.addFirst(buffer);
        return;
      }
    }
    buffer.arena.close();
  }

  /** Frees what waits for reuse; what is in use is freed when it is given back. Idempotent. */
  @Override
  public void close() {
    synchronized (free) {
      closed = true;
      for (Deque<Buffer> waiting : free) {
        while (waiting != null && !waiting.isEmpty()) {
          waiting.removeFirst().arena.close();
        }
      }
      keptBytes = 0;
    }
  }
}
