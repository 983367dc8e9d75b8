package dev.vaccel.api.spi;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Reads what an {@link ArgumentWriter} wrote, checking each value before it is used. Every method
 * throws {@link dev.vaccel.api.ProtocolException} with {@link
 * dev.vaccel.api.ErrorCode#MALFORMED_BODY} when the bytes cannot be what the description says.
 * Confined to the thread of the call.
 */
public interface ArgumentReader {
  /** A 64-bit integer or handle. */
  long getLong();

  /** An integer from {@code min} to {@code max}. */
  default long getLong(long min, long max) {
    long value = getLong();
    if (value < min || value > max) {
      throw malformed("value " + value + ", expected " + min + " to " + max);
    }
    return value;
  }

  /** A boolean. */
  boolean getBoolean();

  /** An i32, or the number of an enum constant. */
  int getInt();

  /** An f32. */
  float getFloat();

  /** An f64. */
  double getDouble();

  /** A text. */
  String getString();

  /** A resource id. */
  ResourceId getResource();

  /** The length of a list, each of whose elements takes at least {@code minElementBytes}. */
  int getCount(int minElementBytes);

  /** A tensor whose memory is valid as {@link #getSegment()} says. */
  Tensor getTensor();

  /**
   * A segment of any length. In a dispatcher it is valid until the reply is sent; in a stub it is
   * memory that the garbage collector frees.
   */
  MemorySegment getSegment();

  /** A segment of exactly this length. */
  MemorySegment getSegment(long lengthBytes);

  /** Reports a value that the description does not allow. Always throws. */
  RuntimeException malformed(String what);

  /** Checks that everything was read. */
  void end();
}
