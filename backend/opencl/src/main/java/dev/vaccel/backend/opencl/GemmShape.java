package dev.vaccel.backend.opencl;

import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;

/**
 * Dimensions of one product, checked: C (m by n) = op(A) (m by k) * op(B) (k by n). Elements are
 * counted in {@code long}: (2^31 - 1)^2 + 2^31 fits.
 *
 * @param transA whether A is stored as k by m
 * @param transB whether B is stored as n by k
 * @param elementBytes size of an element
 */
record GemmShape(
    boolean transA,
    boolean transB,
    int m,
    int n,
    int k,
    int lda,
    int ldb,
    int ldc,
    int elementBytes) {
  static GemmShape of(
      String operation,
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      int lda,
      int ldb,
      int ldc,
      int elementBytes) {
    if (transA == null || transB == null) {
      throw OpenclErrors.argument(
          operation + ": transA or transB is null: expected NONE or TRANSPOSE");
    }
    if (m < 0 || n < 0 || k < 0) {
      throw OpenclErrors.argument(
          operation + ": m=" + m + ", n=" + n + ", k=" + k + ": expected none to be negative");
    }
    boolean ta = transA == Transpose.TRANSPOSE;
    boolean tb = transB == Transpose.TRANSPOSE;
    checkLeading(operation, "lda", lda, ta ? m : k);
    checkLeading(operation, "ldb", ldb, tb ? k : n);
    checkLeading(operation, "ldc", ldc, n);
    return new GemmShape(ta, tb, m, n, k, lda, ldb, ldc, elementBytes);
  }

  /** A, from its first element to its last, gaps included. */
  MemorySegment a(String operation, MemorySegment memory) {
    return transA
        ? part(operation, "a", memory, k, m, lda)
        : part(operation, "a", memory, m, k, lda);
  }

  /** B, likewise. */
  MemorySegment b(String operation, MemorySegment memory) {
    return transB
        ? part(operation, "b", memory, n, k, ldb)
        : part(operation, "b", memory, k, n, ldb);
  }

  /** C, likewise; must be writable. */
  MemorySegment c(String operation, MemorySegment memory) {
    MemorySegment part = part(operation, "c", memory, m, n, ldc);
    if (memory.isReadOnly()) {
      throw OpenclErrors.argument(operation + ": c is read-only memory, expected writable memory");
    }
    return part;
  }

  private MemorySegment part(
      String operation, String name, MemorySegment memory, int rows, int columns, int leading) {
    long elements = rows == 0 || columns == 0 ? 0 : (rows - 1L) * leading + columns;
    return HostMemory.part(operation, name, memory, elements, elementBytes);
  }

  private static void checkLeading(String operation, String name, int leading, int columns) {
    if (leading < Math.max(1, columns)) {
      throw OpenclErrors.argument(
          operation
              + ": "
              + name
              + "="
              + leading
              + ": expected at least "
              + Math.max(1, columns)
              + ", the stored columns");
    }
  }
}
