package dev.vaccel.backend.genop;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;

/** The definition, in three loops. */
final class PlainBlas implements BlasApi {
  @Override
  public void sgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int l = 0; l < k; l++) {
          sum +=
              a.getAtIndex(JAVA_FLOAT, at(transA, i, l, lda))
                  * b.getAtIndex(JAVA_FLOAT, at(transB, l, j, ldb));
        }
        long at = (long) i * ldc + j;
        c.setAtIndex(JAVA_FLOAT, at, alpha * sum + beta * c.getAtIndex(JAVA_FLOAT, at));
      }
    }
  }

  @Override
  public void dgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      double beta,
      MemorySegment c,
      int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum +=
              a.getAtIndex(JAVA_DOUBLE, at(transA, i, l, lda))
                  * b.getAtIndex(JAVA_DOUBLE, at(transB, l, j, ldb));
        }
        long at = (long) i * ldc + j;
        c.setAtIndex(JAVA_DOUBLE, at, alpha * sum + beta * c.getAtIndex(JAVA_DOUBLE, at));
      }
    }
  }

  private static long at(Transpose transpose, int row, int column, int leading) {
    return transpose == Transpose.NONE
        ? (long) row * leading + column
        : (long) column * leading + row;
  }
}
