package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
  static Matrices of(int n, Arena arena) {
    SplittableRandom random = new SplittableRandom(n);
    return new Matrices(n, random(n, arena, random), random(n, arena, random), empty(n, arena));
  }

  private static MemorySegment empty(int n, Arena arena) {
    return arena.allocate(4L * n * n, 64);
  }

  private static MemorySegment random(int n, Arena arena, SplittableRandom random) {
    MemorySegment matrix = empty(n, arena);
    for (int i = 0; i < n * n; i++) {
      matrix.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return matrix;
  }

  /** The same input with a result of its own. */
  Matrices withOwnResult(Arena arena) {
    return new Matrices(n, a, b, empty(n, arena));
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
