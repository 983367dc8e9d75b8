package dev.vaccel.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * One session's queue on a device, its kernels of our own programs, and memory that is kept from
 * call to call: fresh memory costs a product of n = 1024 a tenth of its time. One call at a time.
 */
final class DeviceSession implements AutoCloseable {
  /** Most memory that each kept buffer may take; larger ones live for one call. */
  static final long KEPT_BYTES = 16L << 20;

  private final DeviceContext context;

  private final MemorySegment queue;
  private final long maxCallBytes;
  private final Map<String, MemorySegment> kernels = new HashMap<>();
  private final Map<String, DeviceBuffer> kept = new HashMap<>();

  DeviceSession(DeviceContext context, long maxCallBytes) {
    this.context = context;
    this.maxCallBytes = maxCallBytes;
    this.queue = context.openQueue();
  }

  OpenclDevice device() {
    return context.device();
  }

  MemorySegment context() {
    return context.context();
  }

  MemorySegment queue() {
    return queue;
  }

  long maxCallBytes() {
    return maxCallBytes;
  }

  /** A kernel of one of our programs; this session's own, since setting arguments changes it. */
  MemorySegment kernel(String program, String options, String name) {
    return kernels.computeIfAbsent(
        name + " " + options,
        _ -> ProgramBindings.createKernel(context.own(program, options), name));
  }

  /** Memory of a name for the time of the call, with no certain content. */
  DeviceBuffer scratch(CallMemory call, String name, long bytes) {
    call.count(bytes);
    if (bytes > KEPT_BYTES) {
      return call.create(OpenclBindings.MEM_READ_WRITE, bytes);
    }
    DeviceBuffer buffer = kept.get(name);
    if (buffer == null || buffer.bytes() < bytes) {
      if (buffer != null) {
        buffer.close();
        kept.remove(name);
      }
      buffer = DeviceBuffer.create(context(), OpenclBindings.MEM_READ_WRITE, bytes);
      kept.put(name, buffer);
    }
    return buffer;
  }

  /** Sets all arguments of one of our kernels and puts it into the queue. */
  void launch(MemorySegment kernel, long[] global, long[] local, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < arguments.length; i++) {
        MemorySegment value =
            switch (arguments[i]) {
              case Integer number -> arena.allocateFrom(JAVA_INT, number);
              case Long number -> arena.allocateFrom(JAVA_LONG, number);
              case Float number -> arena.allocateFrom(JAVA_FLOAT, number);
              case Double number -> arena.allocateFrom(JAVA_DOUBLE, number);
              case DeviceBuffer buffer -> arena.allocateFrom(ADDRESS, buffer.handle());
              default -> throw new IllegalArgumentException(arguments[i].getClass().getName());
            };
        OpenclBindings.check(
            "clSetKernelArg", OpenclBindings.setArgument(kernel, i, value.byteSize(), value));
      }
    }
    OpenclBindings.launch(queue, kernel, global, local, MemorySegment.NULL);
  }

  @Override
  public void close() {
    kernels.values().forEach(ProgramBindings::releaseKernel);
    kernels.clear();
    kept.values().forEach(DeviceBuffer::close);
    kept.clear();
    OpenclBindings.releaseQueue(queue);
  }
}
