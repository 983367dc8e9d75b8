package dev.vaccel.transport.socket.shm;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/** The reading side of a ring. Believes nothing but its own position. One thread at a time. */
final class RingReader {
  private final Ring ring;
  private final Doorbell writer;
  private final long mask;
  private long head;
  private long tail;

  /**
   * A reader of a ring that was never read.
   *
   * @param writer wakes the other side
   */
  RingReader(Ring ring, Doorbell writer) {
    this.ring = ring;
    this.writer = writer;
    this.mask = ring.capacity() - 1;
  }

  /** Bytes that can be read. */
  long available() throws BrokenRingException {
    if (tail == head) {
      long claimed = (long) RingLayout.POSITION.getAcquire(ring.control(), (long) RingLayout.TAIL);
      if (claimed - head < 0 || claimed - head > ring.capacity()) {
        throw new BrokenRingException(
            "it says that " + (claimed - head) + " bytes wait in a ring of " + ring.capacity());
      }
      tail = claimed;
    }
    return tail - head;
  }

  /** Reads what is there and fits; 0 if nothing is. */
  long read(MemorySegment destination) throws BrokenRingException {
    long bytes = Math.min(available(), destination.byteSize());
    if (bytes == 0) {
      return 0;
    }
    long at = head & mask;
    long first = Math.min(bytes, ring.capacity() - at);
    MemorySegment.copy(ring.data(), at, destination, 0, first);
    MemorySegment.copy(ring.data(), 0, destination, first, bytes - first);
    head += bytes;
    RingLayout.POSITION.setRelease(ring.control(), (long) RingLayout.HEAD, head);
    // A writer sleeps only while the ring is full: it is woken once for half of it.
    if (tail - head <= ring.capacity() / 2) {
      writer.ring();
    }
    return bytes;
  }

  /**
   * As {@link #read(MemorySegment)}; -1 if nothing is there and nothing follows.
   *
   * @param ended whether the peer writes nothing more; asked first, then what it wrote before is
   *     seen
   */
  long read(MemorySegment destination, BooleanSupplier ended) throws BrokenRingException {
    boolean last = ended.getAsBoolean();
    long bytes = read(destination);
    return bytes == 0 && last ? -1 : bytes;
  }
}
