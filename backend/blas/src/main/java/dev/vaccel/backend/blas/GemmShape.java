package dev.vaccel.backend.blas;

import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Dimensions of one product, checked. Elements are counted in {@code long}: (2^31 - 1)^2 + 2^31
 * fits, whatever the arguments, as long as nobody multiplies by the size of an element.
 *
 * @param transA whether A is stored as k by m
 * @param transB whether B is stored as n by k
 * @param m rows of op(A) and C
 * @param n columns of op(B) and C
 * @param k columns of op(A), rows of op(B)
 * @param lda leading dimension of A in elements
 * @param ldb leading dimension of B in elements
 * @param ldc leading dimension of C in elements
 */
record GemmShape(boolean transA, boolean transB, int m, int n, int k, int lda, int ldb, int ldc) {
  /**
   * Checks what can be told without the memory. CBLAS takes 32-bit integers, so an {@code int}
   * cannot be too large for it.
   */
  static GemmShape of(
      String operation,
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      int lda,
      int ldb,
      int ldc) {
    if (transA == null || transB == null) {
      throw BlasErrors.noTranspose(operation);
    }
    boolean ta = transA == Transpose.TRANSPOSE;
    boolean tb = transB == Transpose.TRANSPOSE;
    if (m < 0 || n < 0 || k < 0) {
      throw BlasErrors.negative(operation, m, n, k);
    }
    checkLeading(operation, "lda", lda, ta ? m : k, ta ? "m" : "k");
    checkLeading(operation, "ldb", ldb, tb ? k : n, tb ? "k" : "n");
    checkLeading(operation, "ldc", ldc, n, "n");
    return new GemmShape(ta, tb, m, n, k, lda, ldb, ldc);
  }

  /** Elements from the first of A to its last, gaps included. */
  long elementsA() {
    return transA ? extent(k, m, lda) : extent(m, k, lda);
  }

  /** Elements from the first of B to its last, gaps included. */
  long elementsB() {
    return transB ? extent(n, k, ldb) : extent(k, n, ldb);
  }

  /** Elements from the first of C to its last, gaps included. */
  long elementsC() {
    return extent(m, n, ldc);
  }

  /** Additions and multiplications; a double because 2^94 is possible. */
  double operations() {
    return 2.0 * m * n * k;
  }

  /** Checks that the memory is there; {@code element} tells the size of an element. */
  void check(
      String operation, ValueLayout element, MemorySegment a, MemorySegment b, MemorySegment c) {
    checkMemory(operation, "a", element, a, elementsA());
    checkMemory(operation, "b", element, b, elementsB());
    checkMemory(operation, "c", element, c, elementsC());
    if (c.isReadOnly()) {
      throw BlasErrors.readOnly(operation);
    }
  }

  private static long extent(int rows, int columns, int leading) {
    return rows == 0 || columns == 0 ? 0 : (rows - 1L) * leading + columns;
  }

  private static void checkLeading(
      String operation, String name, int leading, int columns, String columnsName) {
    if (leading < Math.max(1, columns)) {
      throw BlasErrors.leading(operation, name, leading, columns, columnsName);
    }
  }

  private static void checkMemory(
      String operation, String name, ValueLayout element, MemorySegment memory, long elements) {
    if (memory == null) {
      throw BlasErrors.noMemory(operation, name, "null");
    }
    if (!memory.scope().isAlive()) {
      throw BlasErrors.noMemory(operation, name, "memory that has been freed");
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw BlasErrors.noMemory(operation, name, "memory confined to another thread");
    }
    if (memory.byteSize() / element.byteSize() < elements) {
      throw BlasErrors.tooSmall(operation, name, memory.byteSize(), elements, element.byteSize());
    }
  }
}
