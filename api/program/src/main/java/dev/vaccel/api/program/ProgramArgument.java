package dev.vaccel.api.program;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One argument of {@link ProgramApi#run}.
 *
 * @param kind what it is
 * @param lengthBytes size of a {@link ArgumentKind#LOCAL} or {@link ArgumentKind#BUFFER_OUT}; else
 *     0
 * @param data bytes of a value, little-endian, or content of a buffer that the kernel reads; else
 *     empty
 */
public record ProgramArgument(ArgumentKind kind, long lengthBytes, MemorySegment data) {
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  /** An {@code int} or {@code uint}. */
  public static ProgramArgument ofInt(int value) {
    return value(bytes(Integer.BYTES).putInt(value));
  }

  /** A {@code long} or {@code ulong}. */
  public static ProgramArgument ofLong(long value) {
    return value(bytes(Long.BYTES).putLong(value));
  }

  /** A {@code float}. */
  public static ProgramArgument ofFloat(float value) {
    return value(bytes(Float.BYTES).putFloat(value));
  }

  /** A {@code double}. */
  public static ProgramArgument ofDouble(double value) {
    return value(bytes(Double.BYTES).putDouble(value));
  }

  /** Any value by its bytes: {@code char}, {@code half}, {@code float4}, a structure. */
  public static ProgramArgument ofBytes(byte... value) {
    return new ProgramArgument(ArgumentKind.VALUE, 0, MemorySegment.ofArray(value.clone()));
  }

  /** Memory of {@code lengthBytes} that each work-group has for itself: {@code local float *}. */
  public static ProgramArgument local(long lengthBytes) {
    return new ProgramArgument(ArgumentKind.LOCAL, lengthBytes, NONE);
  }

  /** A buffer with a copy of {@code data}, read by the kernel. */
  public static ProgramArgument in(MemorySegment data) {
    return new ProgramArgument(ArgumentKind.BUFFER_IN, 0, data);
  }

  /** A buffer of {@code lengthBytes} zeros, written by the kernel and returned. */
  public static ProgramArgument out(long lengthBytes) {
    return new ProgramArgument(ArgumentKind.BUFFER_OUT, lengthBytes, NONE);
  }

  /** A buffer with a copy of {@code data}, changed by the kernel and returned. */
  public static ProgramArgument inOut(MemorySegment data) {
    return new ProgramArgument(ArgumentKind.BUFFER_INOUT, 0, data);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ProgramArgument value(ByteBuffer bytes) {
    return new ProgramArgument(ArgumentKind.VALUE, 0, MemorySegment.ofBuffer(bytes.flip()));
  }
}
