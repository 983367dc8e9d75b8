package dev.vaccel.backend.opencl;

import java.lang.foreign.MemorySegment;

/**
 * A buffer of a device.
 *
 * @param handle its {@code cl_mem}
 * @param bytes its size
 */
record DeviceBuffer(MemorySegment handle, long bytes) implements AutoCloseable {
  static DeviceBuffer create(MemorySegment context, long flags, long bytes) {
    return new DeviceBuffer(
        OpenclBindings.createBuffer(context, flags, bytes, MemorySegment.NULL), bytes);
  }

  @Override
  public void close() {
    OpenclBindings.releaseBuffer(handle);
  }
}
