package dev.vaccel.transport.socket.shm;

import dev.vaccel.wire.spi.SharedRegion;

/**
 * The memory of a pair of rings.
 *
 * @param region shared with the other side; this object's
 * @param capacity bytes of each ring
 */
record RingMemory(SharedRegion region, int capacity) {
  /** See {@link Ring#in}. */
  Ring ring(boolean fromConnecting) {
    return Ring.in(region.segment(), capacity, fromConnecting);
  }
}
