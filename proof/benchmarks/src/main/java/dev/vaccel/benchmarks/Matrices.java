package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Arguments of a product of square f32 matrices, seeded.
 *
 * @param n rows and columns
 * @param a row-major
 * @param b row-major
 * @param c row-major result
 */
record Matrices(int n, MemorySegment a, MemorySegment b, MemorySegment c) {
  static Matrices of(int n, SegmentAllocator allocator) {
    SplittableRandom random = new SplittableRandom(n);
    return new Matrices(
        n, random(n, allocator, random), random(n, allocator, random), empty(n, allocator));
  }

  private static MemorySegment empty(int n, SegmentAllocator allocator) {
    return allocator.allocate(4L * n * n, 64);
  }

  private static MemorySegment random(int n, SegmentAllocator allocator, SplittableRandom random) {
    MemorySegment matrix = empty(n, allocator);
    for (int i = 0; i < n * n; i++) {
      matrix.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return matrix;
  }

  /** The same input in other memory. */
  Matrices copiedTo(SegmentAllocator allocator) {
    return new Matrices(
        n, empty(n, allocator).copyFrom(a), empty(n, allocator).copyFrom(b), empty(n, allocator));
  }

  void multiply(BlasApi blas) {
    blas.sgemm(Transpose.NONE, Transpose.NONE, n, n, n, 1, a, n, b, n, 0, c, n);
  }

  /** Fails unless both have the same result: the same library computed it. */
  void requireSame(Matrices other) {
    if (c.mismatch(other.c) != -1) {
      throw new IllegalStateException("local and remote products differ, n=" + n);
    }
  }
}
