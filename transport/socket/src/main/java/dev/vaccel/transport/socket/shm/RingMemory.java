package dev.vaccel.transport.socket.shm;

import dev.vaccel.wire.spi.SharedRegion;
import java.lang.foreign.MemorySegment;

/**
 * The memory of a pair of rings.
 *
 * @param region shared with the other side; this object's
 * @param capacity bytes of each ring, a power of two
 */
record RingMemory(SharedRegion region, int capacity) {
  /**
   * One ring.
   *
   * @param control its words
   * @param data its bytes
   */
  record Ring(MemorySegment control, MemorySegment data) {
    long capacity() {
      return data.byteSize();
    }
  }

  /** The ring that the connecting side writes, or the one that it reads. */
  Ring ring(boolean fromConnecting) {
    long index = fromConnecting ? 0 : 1;
    MemorySegment all = region.segment();
    return new Ring(
        all.asSlice(index * RingLayout.RING_CONTROL_BYTES, RingLayout.RING_CONTROL_BYTES),
        all.asSlice(RingLayout.CONTROL_BYTES + index * capacity, capacity));
  }
}
