package dev.vaccel.backend.blas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Matrices in native memory for the time of one call.
 *
 * @param a native A
 * @param b native B
 * @param c native C; the caller's own if it was native
 * @param callersC where the result belongs
 * @param arena to close after the call; null: the memory is kept
 */
record StagedMatrices(
    GemmShape shape,
    int elementBytes,
    MemorySegment a,
    MemorySegment b,
    MemorySegment c,
    MemorySegment callersC,
    @Nullable Arena arena)
    implements AutoCloseable {
  /** Brings C's content to the native memory. */
  void copyIn() {
    copyRows(callersC, c);
  }

  /** Brings the result to the caller. */
  void copyBack() {
    copyRows(c, callersC);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }

  /** Row by row: the gaps belong to the caller, who may be writing them. */
  private void copyRows(MemorySegment from, MemorySegment to) {
    if (from.equals(to)) {
      return;
    }
    long rowBytes = (long) shape.n() * elementBytes;
    long stepBytes = (long) shape.ldc() * elementBytes;
    for (long i = 0; i < shape.m(); i++) {
      MemorySegment.copy(from, i * stepBytes, to, i * stepBytes, rowBytes);
    }
  }
}
