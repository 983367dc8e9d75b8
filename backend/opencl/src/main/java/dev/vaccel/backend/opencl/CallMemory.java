package dev.vaccel.backend.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of one call: the caller's memory as a device sees it. A processor computes where the
 * memory lies; other devices get copies. Closing waits for the device and frees them. Confined to
 * the call.
 */
final class CallMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final DeviceSession session;
  private final String operation;
  private final boolean inPlace;
  private final Arena arena = Arena.ofConfined();
  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private long bytes;

  /**
   * Opens the memory of a call.
   *
   * @param inPlace whether the device can compute in the host's memory
   */
  CallMemory(DeviceSession session, String operation, boolean inPlace) {
    this.session = session;
    this.operation = operation;
    this.inPlace = inPlace;
  }

  /** Counts memory that the device will need, before any of it is taken. */
  void count(long more) {
    bytes += more; // a call has few buffers, none beyond 2^62 bytes
    if (bytes < 0 || bytes > session.maxCallBytes()) {
      throw OpenclErrors.tooLarge(operation, bytes, session.maxCallBytes(), "max-call-bytes");
    }
  }

  DeviceBuffer create(long flags, long size) {
    DeviceBuffer buffer = DeviceBuffer.create(session.context(), flags, size);
    buffers.add(buffer);
    return buffer;
  }

  /** A buffer with what the caller's memory holds, for reading. */
  DeviceBuffer in(MemorySegment memory, int elementBytes) {
    return over(OpenclBindings.MEM_READ_ONLY, memory, elementBytes, true).buffer();
  }

  /** A buffer whose content goes to the caller's memory. */
  Result out(MemorySegment memory, int elementBytes, boolean readsContent) {
    return over(OpenclBindings.MEM_READ_WRITE, memory, elementBytes, readsContent);
  }

  private Result over(long flags, MemorySegment memory, int elementBytes, boolean readsContent) {
    boolean usable = memory.isNative() && memory.maxByteAlignment() >= elementBytes;
    long size = memory.byteSize();
    if (!usable || !inPlace) {
      count(size);
    }
    MemorySegment host = memory;
    if (!usable) {
      host = arena.allocate(size, ALIGNMENT);
      if (readsContent) {
        host.copyFrom(memory);
      }
    }
    long how =
        inPlace
            ? OpenclBindings.MEM_USE_HOST_PTR
            : readsContent ? OpenclBindings.MEM_COPY_HOST_PTR : 0;
    MemorySegment pointer = how == 0 ? MemorySegment.NULL : host;
    DeviceBuffer buffer =
        new DeviceBuffer(
            OpenclBindings.createBuffer(session.context(), flags | how, size, pointer), size);
    buffers.add(buffer);
    return new Result(buffer, host, memory, !usable);
  }

  /**
   * An output.
   *
   * @param host native memory that it comes to: the caller's own, or, if {@code copied}, another
   */
  record Result(DeviceBuffer buffer, MemorySegment host, MemorySegment callers, boolean copied) {}

  /** Waits for the device and brings a result to the caller: rows, without the gaps between. */
  void finish(Result result, long rows, long rowBytes, long stepBytes) {
    if (inPlace) {
      OpenclBindings.publish(session.queue(), result.buffer().handle(), result.buffer().bytes());
    } else {
      OpenclBindings.readRows(
          session.queue(), result.buffer().handle(), rowBytes, rows, stepBytes, result.host());
    }
    if (result.copied()) {
      for (long i = 0; i < rows; i++) {
        MemorySegment.copy(result.host(), i * stepBytes, result.callers(), i * stepBytes, rowBytes);
      }
    }
  }

  /** As {@link #finish(Result, long, long, long)} for the whole memory. */
  void finish(Result result) {
    finish(result, 1, result.buffer().bytes(), result.buffer().bytes());
  }

  @Override
  public void close() {
    try {
      // After a failure something may be under way that still uses the memory.
      OpenclBindings.finish(session.queue());
    } finally {
      buffers.forEach(DeviceBuffer::close);
      arena.close();
    }
  }
}
