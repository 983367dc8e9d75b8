package dev.vaccel.fuzz;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ReplyWriter;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A reply with the limits that an agent sets: nobody reserves without asking here. */
final class BoundedReply implements ReplyWriter {
  private static final long LIMIT = 1 << 20;

  private final BodyWriter body = new BodyWriter();
  private long reserved;

  BoundedReply() {
    body.beginReply();
  }

  BodyWriter body() {
    return body;
  }

  @Override
  public MemorySegment reserve(long lengthBytes) {
    if (lengthBytes < 0) {
      throw new AssertionError("reserve " + lengthBytes);
    }
    if (lengthBytes <= FrameLayout.INLINE_LIMIT) {
      return body.reserveInline(lengthBytes);
    }
    if (lengthBytes > LIMIT - reserved) {
      throw new ResourceException(ErrorCode.EXHAUSTED, "results of " + lengthBytes + " bytes");
    }
    reserved += lengthBytes;
    MemorySegment memory = Arena.ofAuto().allocate(lengthBytes, 64);
    body.putSegment(memory, lengthBytes);
    return memory;
  }

  @Override
  public MemorySegment reserve(MemorySegment received, long lengthBytes) {
    if (received.byteSize() != 0 && received.byteSize() != lengthBytes) {
      throw new AssertionError(received.byteSize() + " bytes for " + lengthBytes);
    }
    MemorySegment memory = reserve(lengthBytes);
    MemorySegment.copy(received, 0, memory, 0, received.byteSize());
    return memory;
  }

  @Override
  public void putLong(long value) {
    body.putLong(value);
  }

  @Override
  public void putFloat(float value) {
    body.putFloat(value);
  }

  @Override
  public void putDouble(double value) {
    body.putDouble(value);
  }

  @Override
  public void putString(String value) {
    body.putString(value);
  }

  @Override
  public void putResource(ResourceId value) {
    body.putResource(value);
  }

  @Override
  public void putTensor(Tensor value) {
    body.putTensor(value);
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    body.putSegment(segment, lengthBytes);
  }
}
