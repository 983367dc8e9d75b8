package dev.vaccel.api;

import java.lang.foreign.MemorySegment;

/**
 * One typed argument of {@link ExecApi#call}.
 *
 * @param kind its C type
 * @param bits for scalars the value (floats as their IEEE 754 bits); for {@link
 *     ExecKind#BUFFER_OUT} the number of bytes to provide; else 0
 * @param data content of a buffer that the function reads; empty otherwise
 */
public record ExecArgument(ExecKind kind, long bits, MemorySegment data) {
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  /** An {@code int32_t}. */
  public static ExecArgument ofInt(int value) {
    return new ExecArgument(ExecKind.I32, value, NONE);
  }

  /** An {@code int64_t}. */
  public static ExecArgument ofLong(long value) {
    return new ExecArgument(ExecKind.I64, value, NONE);
  }

  /** A {@code float}. */
  public static ExecArgument ofFloat(float value) {
    return new ExecArgument(ExecKind.F32, Float.floatToRawIntBits(value), NONE);
  }

  /** A {@code double}. */
  public static ExecArgument ofDouble(double value) {
    return new ExecArgument(ExecKind.F64, Double.doubleToRawLongBits(value), NONE);
  }

  /** A pointer to a copy of {@code data}, read by the function. */
  public static ExecArgument in(MemorySegment data) {
    return new ExecArgument(ExecKind.BUFFER_IN, 0, data);
  }

  /** A pointer to {@code lengthBytes} zeros, written by the function and returned. */
  public static ExecArgument out(long lengthBytes) {
    return new ExecArgument(ExecKind.BUFFER_OUT, lengthBytes, NONE);
  }

  /** A pointer to a copy of {@code data}, changed by the function and returned. */
  public static ExecArgument inOut(MemorySegment data) {
    return new ExecArgument(ExecKind.BUFFER_INOUT, 0, data);
  }
}
