package dev.vaccel.backend.afalg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory of one session for what the kernel reads and writes where the caller's own does not
 * do: arrays of the heap, and results that are shown only once they are found right. Zeroed after
 * each use.
 */
final class KernelMemory {
  /**
   * Most bytes that are sent before a result is read. The kernel keeps them in the socket's buffer,
   * 208 KiB by default, which it counts in whole pages.
   */
  static final int BYTES = 1 << 17;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment input = arena.allocate(BYTES + 32, 64);
  private final MemorySegment output = arena.allocate(BYTES + 32, 64);

  /** Data as native memory: itself, or its copy in {@link #input}. */
  MemorySegment asNative(MemorySegment data) {
    return data.isNative() ? data : input(data.byteSize()).copyFrom(data);
  }

  /** Where a result that is as long as {@code like} is written to. */
  MemorySegment room(MemorySegment like) {
    return like.isNative() ? like : output(like.byteSize());
  }

  MemorySegment input(long bytes) {
    return input.asSlice(0, bytes);
  }

  MemorySegment output(long bytes) {
    return output.asSlice(0, bytes);
  }

  /** Ends a use of so many bytes. */
  void wipe(long bytes) {
    input.asSlice(0, bytes).fill((byte) 0);
    output.asSlice(0, bytes).fill((byte) 0);
  }
}
