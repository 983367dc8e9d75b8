package dev.vaccel.backend.blas;

import java.lang.foreign.MemorySegment;

/**
 * Product of two matrices: C = alpha * op(A) * op(B) + beta * C, on arguments that have been
 * checked: no dimension is 0 and {@code alpha} is not 0. C is not read where {@code beta} is 0.
 * Belongs to one session and keeps buffers between calls: one call at a time, from any thread.
 */
interface Gemm extends AutoCloseable {
  /** On f32. */
  void sgemm(
      GemmShape shape, float alpha, MemorySegment a, MemorySegment b, float beta, MemorySegment c);

  /** On f64. */
  void dgemm(
      GemmShape shape,
      double alpha,
      MemorySegment a,
      MemorySegment b,
      double beta,
      MemorySegment c);

  /** Frees the buffers. Idempotent. */
  @Override
  void close();
}
