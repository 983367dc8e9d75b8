package dev.vaccel.backend.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The array through which native memory reaches the JDK's ciphers. Their fast code takes arrays
 * alone: given direct buffers they copy to arrays themselves, 4 KiB at a time. One session's;
 * zeroed after each call, so that no plaintext stays on the heap.
 */
final class Staging {
  /** Fits the second-level cache, and is long enough for the vectorised code. */
  static final int CHUNK_BYTES = 1 << 16;

  /** Larger arrays are not kept between calls. */
  private static final int KEPT_BYTES = 1 << 22;

  private byte[] array = {};

  /** An array of at least so many bytes; the one of the call before, if it suffices. */
  byte[] array(int bytes) {
    if (array.length >= bytes) {
      return array;
    }
    byte[] larger = new byte[bytes];
    if (bytes <= KEPT_BYTES) {
      array = larger;
    }
    return larger;
  }

  static void in(MemorySegment data, long offset, byte[] array, int bytes) {
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset, array, 0, bytes);
  }

  static void out(byte[] array, int from, MemorySegment result, long offset, int bytes) {
    MemorySegment.copy(array, from, result, ValueLayout.JAVA_BYTE, offset, bytes);
  }

  /** Ends a call that used so many bytes of an array. */
  static void wipe(byte[] array, int bytes) {
    Arrays.fill(array, 0, bytes, (byte) 0);
  }
}
