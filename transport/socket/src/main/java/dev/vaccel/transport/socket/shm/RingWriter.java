package dev.vaccel.transport.socket.shm;

import java.lang.foreign.MemorySegment;

/** The writing side of a ring. Believes nothing but its own position. One thread at a time. */
final class RingWriter {
  private final Ring ring;
  private final long mask;
  private long tail;
  private long head;

  /** A writer of a ring that was never written. */
  RingWriter(Ring ring) {
    this.ring = ring;
    this.mask = ring.capacity() - 1;
  }

  /** Bytes that can be written, as far as was looked. */
  private long room() {
    return ring.capacity() - (tail - head);
  }

  /** Whether anything can be written. */
  boolean hasRoom() throws BrokenRingException {
    long read = (long) RingLayout.POSITION.getAcquire(ring.control(), (long) RingLayout.HEAD);
    if (tail - read < 0 || tail - read > ring.capacity()) {
      throw new BrokenRingException(
          "it says that it read " + (read - head) + " bytes of " + (tail - head));
    }
    head = read;
    return room() > 0;
  }

  /** Writes what fits of a part from an offset on, for the reader to see at once; 0 if none. */
  long write(MemorySegment part, long offset) throws BrokenRingException {
    long left = part.byteSize() - offset;
    if (room() < left) {
      boolean _ = hasRoom();
    }
    long bytes = Math.min(left, room());
    if (bytes == 0) {
      return 0;
    }
    long at = tail & mask;
    long first = Math.min(bytes, ring.capacity() - at);
    MemorySegment.copy(part, offset, ring.data(), at, first);
    MemorySegment.copy(part, offset + first, ring.data(), 0, bytes - first);
    tail += bytes;
    RingLayout.POSITION.setRelease(ring.control(), (long) RingLayout.TAIL, tail);
    return bytes;
  }
}
