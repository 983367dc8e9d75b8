package dev.vaccel.transport.socket.shm;

import dev.vaccel.api.ResourceException;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a pair of rings.
 *
 * @param region shared with the other side; this object's
 * @param capacity bytes of each ring
 */
record RingMemory(SharedRegion region, int capacity) {
  private static final Logger LOG = System.getLogger(RingMemory.class.getName());

  /** New memory; null if the system gives none, or none that can be shared. */
  static @Nullable RingMemory create(SharingLink carrier, int capacity) {
    try {
      return new RingMemory(carrier.createRegion(RingLayout.bytes(capacity)), capacity);
    } catch (ResourceException none) {
      LOG.log(Logger.Level.DEBUG, "no rings: {0}", none.getMessage());
      return null;
    }
  }

  /** See {@link Ring#in}. */
  Ring ring(boolean fromConnecting) {
    return Ring.in(region.segment(), capacity, fromConnecting);
  }
}
