package dev.vaccel.virtio;

import java.lang.foreign.MemorySegment;

/** Moves bytes between memory that lies in stretches, as rings and chains do, and other memory. */
@FunctionalInterface
interface Move {
  /**
   * Moves one stretch.
   *
   * @param memory where the stretch lies
   * @param offset where it begins there
   * @param done bytes moved before it
   * @param bytes its length
   */
  void move(MemorySegment memory, long offset, long done, long bytes);
}
