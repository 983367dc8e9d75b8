package dev.vaccel.transport.socket.shm;

import java.lang.foreign.MemorySegment;

/**
 * One ring of a pair.
 *
 * @param control its words
 * @param data its bytes, a power of two of them
 */
record Ring(MemorySegment control, MemorySegment data) {
  /**
   * The ring that the connecting side writes, or the one that it reads.
   *
   * @param memory of the pair, {@link RingLayout#bytes} of it
   */
  static Ring in(MemorySegment memory, int capacity, boolean fromConnecting) {
    long index = fromConnecting ? 0 : 1;
    return new Ring(
        memory.asSlice(index * RingLayout.RING_CONTROL_BYTES, RingLayout.RING_CONTROL_BYTES),
        memory.asSlice(RingLayout.CONTROL_BYTES + index * capacity, capacity));
  }

  long capacity() {
    return data.byteSize();
  }
}
