package dev.vaccel.api.spi;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import java.lang.foreign.MemorySegment;

/** Arithmetic of size expressions, total: what does not fit 64 bits is an error, never a wrap. */
public final class Sizes {
  private Sizes() {}

  /** a + b. */
  public static long add(long a, long b) {
    long r = a + b;
    if (((a ^ r) & (b ^ r)) < 0) {
      throw overflow();
    }
    return r;
  }

  /** a - b. */
  public static long sub(long a, long b) {
    long r = a - b;
    if (((a ^ b) & (a ^ r)) < 0) {
      throw overflow();
    }
    return r;
  }

  /** a * b. */
  public static long mul(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (!((high == 0 && low >= 0) || (high == -1 && low < 0))) {
      throw overflow();
    }
    return low;
  }

  /**
   * Checks a computed size.
   *
   * @return {@code lengthBytes}, if it is not negative
   */
  public static long size(String what, long lengthBytes) {
    if (lengthBytes < 0) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH,
          what + ": the other arguments imply " + lengthBytes + " bytes, expected 0 or more");
    }
    return lengthBytes;
  }

  /** Checks that a caller's segment holds what the other arguments imply. */
  public static void require(String what, MemorySegment segment, long lengthBytes) {
    if (segment.byteSize() < lengthBytes) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH,
          what
              + ": the other arguments imply "
              + lengthBytes
              + " bytes, the segment has "
              + segment.byteSize());
    }
  }

  private static InvalidArgumentException overflow() {
    return new InvalidArgumentException(
        ErrorCode.SIZE_MISMATCH, "the arguments imply a size of more than 2^63-1 bytes");
  }
}
