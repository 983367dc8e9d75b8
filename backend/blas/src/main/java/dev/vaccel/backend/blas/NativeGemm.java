package dev.vaccel.backend.blas;

import java.lang.foreign.MemorySegment;

/**
 * Products by a CBLAS library. Native memory goes to it as it is. Heap memory is handed over in
 * place for small products and copied for others.
 */
final class NativeGemm implements Gemm {
  /**
   * Most operations of a product that runs on arrays in place: n = 101. No safepoint can be reached
   * during such a call, so every other thread of the JVM that meets one waits for its end. Measured
   * with OpenBLAS 0.3.21 on one Zen 4 core, f32, in place against copied to warm memory: n = 16
   * 0.11 and 0.24 us, n = 64 4.6 and 5.8, n = 96 15 and 18, n = 128 42 and 46, n = 256 324 and 337.
   * So copying costs most where a call is too short to hold anybody off, and less than it is worth
   * beyond.
   */
  static final double IN_PLACE_OPERATIONS = 1 << 21;

  private enum Access {
    /** All memory is native and aligned. */
    NATIVE,
    /** Some is on the heap, and the product is small. */
    IN_PLACE,
    /** Some must be copied. */
    COPIED
  }

  private final CblasLibrary library;
  private final StagingMemory staging = new StagingMemory();

  NativeGemm(CblasLibrary library) {
    this.library = library;
  }

  @Override
  public void sgemm(
      GemmShape shape, float alpha, MemorySegment a, MemorySegment b, float beta, MemorySegment c) {
    MemorySegment function = library.sgemm();
    switch (access(shape, Float.BYTES, a, b, c)) {
      case NATIVE -> BlasBindings.sgemm(function, false, shape, alpha, a, b, beta, c);
      case IN_PLACE -> BlasBindings.sgemm(function, true, shape, alpha, a, b, beta, c);
      case COPIED -> {
        try (StagedMatrices copy = staging.stage(shape, Float.BYTES, a, b, c, beta != 0)) {
          BlasBindings.sgemm(function, false, shape, alpha, copy.a(), copy.b(), beta, copy.c());
          copy.copyBack();
        }
      }
    }
  }

  @Override
  public void dgemm(
      GemmShape shape,
      double alpha,
      MemorySegment a,
      MemorySegment b,
      double beta,
      MemorySegment c) {
    MemorySegment function = library.dgemm();
    switch (access(shape, Double.BYTES, a, b, c)) {
      case NATIVE -> BlasBindings.dgemm(function, false, shape, alpha, a, b, beta, c);
      case IN_PLACE -> BlasBindings.dgemm(function, true, shape, alpha, a, b, beta, c);
      case COPIED -> {
        try (StagedMatrices copy = staging.stage(shape, Double.BYTES, a, b, c, beta != 0)) {
          BlasBindings.dgemm(function, false, shape, alpha, copy.a(), copy.b(), beta, copy.c());
          copy.copyBack();
        }
      }
    }
  }

  @Override
  public void close() {
    staging.close();
  }

  private static Access access(
      GemmShape shape, int elementBytes, MemorySegment a, MemorySegment b, MemorySegment c) {
    // C code may assume that elements are aligned. Of byte arrays not even the JVM knows it.
    boolean aligned =
        a.maxByteAlignment() >= elementBytes
            && b.maxByteAlignment() >= elementBytes
            && c.maxByteAlignment() >= elementBytes;
    if (aligned && a.isNative() && b.isNative() && c.isNative()) {
      return Access.NATIVE;
    }
    return aligned && shape.operations() <= IN_PLACE_OPERATIONS ? Access.IN_PLACE : Access.COPIED;
  }
}
