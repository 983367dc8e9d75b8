package dev.vaccel.agent;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ReplyWriter;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.WireError;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The reply of one call, under construction; reused. Results go to memory of the agent that is then
 * sent, or to where the guest asked for them in a region that it shares. Confined to the thread
 * that runs the call.
 */
final class ReplyFrame implements ReplyWriter {
  private final CallMemory memory;
  private final CallRegions regions;
  private final BodyWriter body = new BodyWriter();
  private final List<Delivery> deliveries = new ArrayList<>();

  /** A result in the agent's memory that the guest wants in a region. */
  private record Delivery(MemorySegment result, MemorySegment destination) {}

  ReplyFrame(CallMemory memory, CallRegions regions) {
    this.memory = memory;
    this.regions = regions;
  }

  void begin() {
    body.beginReply();
  }

  /** Ends a reply that is good. */
  void complete() {
    for (Delivery delivery : deliveries) {
      delivery.destination().copyFrom(delivery.result());
    }
  }

  /** Throws away what was written: an error takes its place. */
  void fail(Throwable failure) {
    WireError.of(failure).write(body, FrameLayout.ERROR);
  }

  BodyWriter body() {
    return body;
  }

  /** Forgets what the reply referred to, once it is sent. */
  void release() {
    body.clear();
    deliveries.clear();
  }

  @Override
  public MemorySegment reserve(long lengthBytes) {
    return reserve(regions.toNextPlace(lengthBytes), lengthBytes);
  }

  private MemorySegment reserve(boolean inRegion, long lengthBytes) {
    if (inRegion) {
      MemorySegment destination = regions.place(lengthBytes);
      body.putRegion(regions.placeRegion(), regions.placeOffset(), lengthBytes);
      if (regions.inPlace()) {
        return destination;
      }
      MemorySegment result = memory.take("results", lengthBytes);
      deliveries.add(new Delivery(result, destination));
      return result;
    }
    if (lengthBytes <= FrameLayout.INLINE_LIMIT) {
      return body.reserveInline(lengthBytes);
    }
    MemorySegment result = memory.take("results", lengthBytes);
    body.putSegment(result, lengthBytes);
    return result;
  }

  @Override
  public MemorySegment reserve(MemorySegment received, long lengthBytes) {
    boolean inRegion = regions.toNextPlace(lengthBytes);
    if (!inRegion
        && lengthBytes > FrameLayout.INLINE_LIMIT
        && received.byteSize() == lengthBytes
        && !regions.hold(received)) {
      // What arrived is changed in place and goes back: no copy. Not in memory that the guest did
      // not offer for the result: it may have given up and be using it again.
      body.putSegment(received, lengthBytes);
      return received;
    }
    MemorySegment reserved = reserve(inRegion, lengthBytes);
    boolean isThere = received.address() == reserved.address();
    if (received.byteSize() > 0 && !isThere) {
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
