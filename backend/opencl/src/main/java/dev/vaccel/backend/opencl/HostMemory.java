package dev.vaccel.backend.opencl;

import java.lang.foreign.MemorySegment;

/** Checks of a caller's memory. */
final class HostMemory {
  private HostMemory() {}

  /**
   * The first {@code elements} of the memory.
   *
   * @throws dev.vaccel.api.InvalidArgumentException if it cannot be used, or is smaller
   */
  static MemorySegment part(
      String operation, String name, MemorySegment memory, long elements, int elementBytes) {
    if (memory == null) {
      throw OpenclErrors.argument(operation + ": " + name + " is null");
    }
    if (!memory.scope().isAlive()) {
      throw OpenclErrors.argument(operation + ": " + name + " is memory that has been freed");
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw OpenclErrors.argument(
          operation + ": " + name + " is memory confined to another thread");
    }
    if (memory.byteSize() / elementBytes < elements) {
      throw OpenclErrors.size(
          operation
              + ": "
              + name
              + " has "
              + memory.byteSize()
              + " bytes: expected at least "
              + elements
              + " elements of "
              + elementBytes
              + " bytes");
    }
    return memory.asSlice(0, elements * elementBytes);
  }

  /** As {@link #part}, for writing. */
  static MemorySegment writable(
      String operation, String name, MemorySegment memory, long elements, int elementBytes) {
    MemorySegment part = part(operation, name, memory, elements, elementBytes);
    if (memory.isReadOnly()) {
      throw OpenclErrors.argument(
          operation + ": " + name + " is read-only memory, expected writable memory");
    }
    return part;
  }
}
