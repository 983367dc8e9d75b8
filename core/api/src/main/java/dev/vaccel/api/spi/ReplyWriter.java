package dev.vaccel.api.spi;

import java.lang.foreign.MemorySegment;

/** Collects the results of a dispatched call. Confined to the thread of the call. */
public interface ReplyWriter extends ArgumentWriter {
  /**
   * Reserves an out segment in the reply for the operation to fill. Holds old bytes of the same
   * connection, or zeros.
   */
  MemorySegment reserve(long lengthBytes);

  /**
   * Reserves an in-out segment that starts as {@code received}.
   *
   * @param received what arrived, {@code lengthBytes} long or empty; empty leaves old bytes or
   *     zeros
   */
  MemorySegment reserve(MemorySegment received, long lengthBytes);
}
