package dev.vaccel.systemtests;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/**
 * A product that is quick to check: of a matrix with the double of the unit matrix.
 *
 * @param n rows and columns
 */
record Matrices(int n, MemorySegment a, MemorySegment b, MemorySegment c) {
  /** In memory from an allocator. */
  static Matrices of(int n, LongFunction<MemorySegment> allocator) {
    long bytes = 4L * n * n;
    Matrices made =
        new Matrices(n, allocator.apply(bytes), allocator.apply(bytes), allocator.apply(bytes));
    for (long i = 0; i < (long) n * n; i++) {
      made.a.setAtIndex(JAVA_FLOAT, i, element(i));
    }
    for (long i = 0; i < n; i++) {
      made.b.setAtIndex(JAVA_FLOAT, i * n + i, 2);
    }
    return made;
  }

  private static float element(long i) {
    return (float) (i % 1009);
  }

  /** Computes the product and requires that it is right. */
  void multiply(BlasApi blas) {
    c.fill((byte) -1);
    blas.sgemm(Transpose.NONE, Transpose.NONE, n, n, n, 1, a, n, b, n, 0, c, n);
    for (long i = 0; i < (long) n * n; i++) {
      float product = c.getAtIndex(JAVA_FLOAT, i);
      if (product != 2 * element(i)) {
        throw new AssertionError("element " + i + " of the product is " + product);
      }
    }
  }
}
