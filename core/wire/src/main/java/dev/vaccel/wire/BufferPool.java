package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Native memory for bulk data of one connection, reused from call to call: a copy into pages that
 * were touched before is many times faster than into fresh ones. Memory never passes from one
 * connection to another, and starts as zeros, so that what a guest may find in it is its own.
 * Thread-safe.
 */
public final class BufferPool implements AutoCloseable {
  private static final long MIN_BYTES = 64 * 1024;

  private final long keptBytesLimit;
  private final KeptBytes kept;
  // By size. A size is one of four in each power of two: at most a quarter is wasted.
  private final Map<Long, Deque<Buffer>> free = new HashMap<>();
  private long keptBytes;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param keptBytesLimit most bytes that wait for reuse here
   * @param kept shared with other pools, whose limit holds too
   */
  public BufferPool(long keptBytesLimit, KeptBytes kept) {
    this.keptBytesLimit = keptBytesLimit;
    this.kept = kept;
  }

  /** An empty pool that shares no limit. */
  public BufferPool(long keptBytesLimit) {
    this(keptBytesLimit, new KeptBytes(keptBytesLimit));
  }

  /** Memory in use by one call. */
  public final class Buffer implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment whole;
    private MemorySegment segment;
    // Guarded by the pool's lock. A second close must not give the same memory to two calls.
    private boolean inUse = true;

    private Buffer(long bytes) {
      try {
        this.whole = arena.allocate(bytes, FrameLayout.BULK_ALIGNMENT);
      } catch (OutOfMemoryError e) {
        arena.close();
        throw new ResourceException(
            ErrorCode.EXHAUSTED, bytes + " bytes for a call: no memory is left", e);
      }
      this.segment = whole;
    }

    /** The memory, as long as was asked for, 64-byte aligned. */
    public MemorySegment segment() {
      return segment;
    }

    /** Gives the memory back. Idempotent. */
    @Override
    public void close() {
      giveBack(this);
    }
  }

  /**
   * Memory of {@code lengthBytes} bytes: zeros, or old bytes of this pool.
   *
   * @param lengthBytes more than 0
   * @throws ResourceException EXHAUSTED if there is no memory
   */
  public Buffer take(long lengthBytes) {
    if (lengthBytes <= 0) {
      throw new IllegalArgumentException(lengthBytes + " bytes: expected more than 0");
    }
    long size = size(lengthBytes);
    Buffer buffer = null;
    synchronized (free) {
      Deque<Buffer> waiting = free.get(size);
      if (waiting != null) {
        buffer = waiting.pollFirst();
      }
      if (buffer != null) {
        buffer.inUse = true;
        forget(size);
      }
    }
    if (buffer == null) {
      buffer = new Buffer(size);
    }
    buffer.segment = buffer.whole.asSlice(0, lengthBytes);
    return buffer;
  }

  /** What is taken for a length: rounded up, but where it would not be kept anyway. */
  private long size(long lengthBytes) {
    if (lengthBytes > keptBytesLimit) {
      return lengthBytes;
    }
    long step = Long.highestOneBit(Math.max(lengthBytes, MIN_BYTES) - 1) / 4;
    return (Math.max(lengthBytes, MIN_BYTES) + step - 1) / step * step;
  }

  private void forget(long size) {
    keptBytes -= size;
    kept.give(size);
  }

  private void giveBack(Buffer buffer) {
    long size = buffer.whole.byteSize();
    synchronized (free) {
      if (!buffer.inUse) {
        return;
      }
      buffer.inUse = false;
      if (!closed && keptBytes + size <= keptBytesLimit && kept.take(size)) {
        keptBytes += size;
        free.computeIfAbsent(size, _ -> new ArrayDeque<>()).addFirst(buffer);
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
      for (Map.Entry<Long, Deque<Buffer>> waiting : free.entrySet()) {
        for (Buffer buffer : waiting.getValue()) {
          forget(waiting.getKey());
          buffer.arena.close();
        }
      }
      free.clear();
    }
  }
}
