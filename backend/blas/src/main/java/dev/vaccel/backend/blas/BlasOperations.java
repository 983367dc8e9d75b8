package dev.vaccel.backend.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;

/**
 * The operations: checks, and what needs no product. That alpha = 0 reads neither A nor B and beta
 * = 0 does not read C is decided here where it can be, not left to a library's fast paths.
 */
final class BlasOperations implements BlasApi {
  private final Gemm gemm;

  BlasOperations(Gemm gemm) {
    this.gemm = gemm;
  }

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
    GemmShape shape = GemmShape.of("sgemm", transA, transB, m, n, k, lda, ldb, ldc);
    shape.check("sgemm", JAVA_FLOAT, a, b, c);
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || alpha == 0) {
      Scaling.scale(shape, beta, c);
    } else {
      gemm.sgemm(shape, alpha, a, b, beta, c);
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
    GemmShape shape = GemmShape.of("dgemm", transA, transB, m, n, k, lda, ldb, ldc);
    shape.check("dgemm", JAVA_DOUBLE, a, b, c);
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || alpha == 0) {
      Scaling.scale(shape, beta, c);
    } else {
      gemm.dgemm(shape, alpha, a, b, beta, c);
    }
  }
}
