package dev.vaccel.agent;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ReplyWriter;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.BufferPool;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.WireError;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The reply of one call, under construction; reused. Confined to the thread that runs the call. */
final class ReplyFrame implements ReplyWriter {
  private final BufferPool pool;
  private final ByteBudget budget;
  private final BodyWriter body = new BodyWriter();
  private final List<BufferPool.Buffer> buffers = new ArrayList<>();
  private long takenBytes;

  ReplyFrame(BufferPool pool, ByteBudget budget) {
    this.pool = pool;
    this.budget = budget;
  }

  void begin() {
    body.beginReply();
  }

  /** Throws away what was written: an error takes its place. */
  void fail(Throwable failure) {
    WireError.of(failure).write(body, FrameLayout.ERROR);
  }

  BodyWriter body() {
    return body;
  }

  /** Frees what the reply held, once it is sent. */
  void release() {
    for (BufferPool.Buffer buffer : buffers) {
      buffer.close();
    }
    buffers.clear();
    if (takenBytes > 0) {
      budget.give(takenBytes);
      takenBytes = 0;
    }
  }

  @Override
  public MemorySegment reserve(long lengthBytes) {
    if (lengthBytes <= FrameLayout.INLINE_LIMIT) {
      return body.reserveInline(lengthBytes);
    }
    budget.take(lengthBytes, "results");
    takenBytes += lengthBytes;
    BufferPool.Buffer buffer = pool.take(lengthBytes);
    buffers.add(buffer);
    body.putSegment(buffer.segment(), lengthBytes);
    return buffer.segment();
  }

  @Override
  public MemorySegment reserve(MemorySegment received, long lengthBytes) {
    if (lengthBytes > FrameLayout.INLINE_LIMIT && received.byteSize() == lengthBytes) {
      // What arrived is changed in place and goes back: no copy.
      body.putSegment(received, lengthBytes);
      return received;
    }
    MemorySegment reserved = reserve(lengthBytes);
    if (received.byteSize() > 0) {
      MemorySegment.copy(received, 0, reserved, 0, received.byteSize());
    }
    return reserved;
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
