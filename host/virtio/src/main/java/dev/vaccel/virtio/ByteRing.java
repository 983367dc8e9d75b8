package dev.vaccel.virtio;

import java.lang.foreign.MemorySegment;

/**
 * Bytes on their way from one thread to another. One thread puts, one takes; each may ask for both
 * numbers. Memory is taken when the first byte comes. It is the heap's: that a guest opens and ends
 * many streams makes the collector run, where native memory would wait for it.
 */
final class ByteRing {
  private final int capacity;
  private volatile MemorySegment memory = MemorySegment.ofArray(new byte[0]);
  private volatile long put;
  private volatile long taken;

  /** An empty ring for {@code capacity} bytes. */
  ByteRing(int capacity) {
    this.capacity = capacity;
  }

  /** Bytes that have come in all. */
  long put() {
    return put;
  }

  /** Bytes that have left in all. */
  long taken() {
    return taken;
  }

  /** Bytes in it. */
  int size() {
    return (int) (put - taken);
  }

  /** Room for so many more. */
  int room() {
    return capacity - size();
  }

  /** Puts {@code bytes}; there is room. */
  void put(int bytes, Move move) {
    if (memory.byteSize() == 0) {
      memory = MemorySegment.ofArray(new byte[capacity]);
    }
    stretches(put, bytes, move);
    // One thread puts.
    long end = put + bytes;
    put = end;
  }

  /** Takes {@code bytes}; they are there. */
  void take(int bytes, Move move) {
    stretches(taken, bytes, move);
    // One thread takes.
    long end = taken + bytes;
    taken = end;
  }

  private void stretches(long from, int bytes, Move move) {
    int offset = (int) (from % capacity);
    int first = Math.min(bytes, capacity - offset);
    move.move(memory, offset, 0, first);
    if (first < bytes) {
      move.move(memory, 0, first, bytes - first);
    }
  }
}
