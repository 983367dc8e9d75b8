package dev.vaccel.backend.opencl;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ArgumentReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link FrameWriter} wrote, and believes nothing: the writer may be a process that a
 * kernel has written all over. Memory that it returns is part of the frame's.
 */
final class FrameReader implements ArgumentReader {
  private final MemorySegment body;
  private long at;

  FrameReader(MemorySegment body) {
    this.body = body;
  }

  @Override
  public long getLong() {
    return next(Long.BYTES).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
  }

  @Override
  public long getLong(long min, long max) {
    long value = getLong();
    if (value < min || value > max) {
      throw malformed("number " + value);
    }
    return value;
  }

  @Override
  public boolean getBoolean() {
    return getLong(0, 1) == 1;
  }

  @Override
  public int getInt() {
    return (int) getLong(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public float getFloat() {
    return Float.intBitsToFloat((int) getLong());
  }

  @Override
  public double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  @Override
  public String getString() {
    MemorySegment text = getSegment();
    if (text.byteSize() > Frame.OTHER_BYTES) {
      throw malformed("text of " + text.byteSize() + " bytes");
    }
    return new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  @Override
  public ResourceId getResource() {
    return ResourceId.of(next(ResourceId.BYTES).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public int getCount(int minElementBytes) {
    // Every element takes 8 bytes here, whatever it takes elsewhere.
    return (int) getLong(0, Math.min((body.byteSize() - at) / Long.BYTES, Integer.MAX_VALUE));
  }

  @Override
  public Tensor getTensor() {
    // No operation of ProgramApi has such a value.
    throw new UnsupportedOperationException();
  }

  @Override
  public MemorySegment getSegment() {
    return next(getLong());
  }

  @Override
  public MemorySegment getSegment(long lengthBytes) {
    MemorySegment segment = getSegment();
    if (segment.byteSize() != lengthBytes) {
      throw malformed(segment.byteSize() + " bytes where " + lengthBytes + " were expected");
    }
    return segment;
  }

  @Override
  public RuntimeException malformed(String what) {
    throw new ProtocolException(
        ErrorCode.MALFORMED_BODY, "a message of the process of programs: " + what);
  }

  @Override
  public void end() {
    if (at != body.byteSize()) {
      throw malformed((body.byteSize() - at) + " bytes too many");
    }
  }

  private MemorySegment next(long bytes) {
    if (bytes < 0 || bytes > body.byteSize() - at) {
      throw malformed("a value of " + bytes + " bytes, " + (body.byteSize() - at) + " are left");
    }
    MemorySegment value = body.asSlice(at, bytes);
    at = Math.min((at + bytes + 7) & -8, body.byteSize());
    return value;
  }
}
