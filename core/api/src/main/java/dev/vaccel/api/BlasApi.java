package dev.vaccel.api;

import java.lang.foreign.MemorySegment;

/**
 * Dense linear algebra on row-major matrices, as the BLAS defines it: C = alpha * op(A) * op(B) +
 * beta * C, where op(A) is m by k, op(B) is k by n and C is m by n. A leading dimension is the
 * distance in elements between the starts of two rows as stored. Matrices need no alignment beyond
 * that of their elements. Where {@code beta} is 0, C is not read (so NaN in it does not spread). A
 * matrix with no elements is legal. Source: BLAS technical forum, CBLAS.
 */
@AcceleratorApi(id = 2, name = "blas")
public interface BlasApi {
  /**
   * Product of f32 matrices.
   *
   * @param transA how A is stored: m by k, or k by m for {@link Transpose#TRANSPOSE}
   * @param transB how B is stored: k by n, or n by k for {@link Transpose#TRANSPOSE}
   * @param m rows of op(A) and C, at least 0
   * @param n columns of op(B) and C, at least 0
   * @param k columns of op(A), rows of op(B), at least 0
   * @param alpha factor of the product
   * @param a f32, row-major
   * @param lda leading dimension of A, at least its stored columns and at least 1
   * @param b f32, row-major
   * @param ldb leading dimension of B, at least its stored columns and at least 1
   * @param beta factor of C as it was
   * @param c f32, row-major; the gaps between rows keep their content
   * @param ldc leading dimension of C, at least n and at least 1
   */
  @Operation(code = 1, inPlace = true, cost = "m * n * k")
  void sgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      @In(
              "4 * if(transA == NONE, min(k, 1) * max(0, m - 1) * lda + min(m, 1) * k,"
                  + " min(m, 1) * max(0, k - 1) * lda + min(k, 1) * m)")
          MemorySegment a,
      int lda,
      @In(
              "4 * if(transB == NONE, min(n, 1) * max(0, k - 1) * ldb + min(k, 1) * n,"
                  + " min(k, 1) * max(0, n - 1) * ldb + min(n, 1) * k)")
          MemorySegment b,
      int ldb,
      float beta,
      @InOut(
              value = "4 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n)",
              sent =
                  "if(beta == 0, if(ldc == n, 0, 4 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) *"
                      + " n)), 4 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n))")
          MemorySegment c,
      int ldc);

  /**
   * Product of f64 matrices; arguments as {@link #sgemm}, with 8-byte elements.
   *
   * @param transA how A is stored
   * @param transB how B is stored
   * @param m rows of op(A) and C
   * @param n columns of op(B) and C
   * @param k columns of op(A), rows of op(B)
   * @param alpha factor of the product
   * @param a f64, row-major
   * @param lda leading dimension of A
   * @param b f64, row-major
   * @param ldb leading dimension of B
   * @param beta factor of C as it was
   * @param c f64, row-major
   * @param ldc leading dimension of C
   */
  @Operation(code = 2, inPlace = true, cost = "2 * m * n * k")
  void dgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      @In(
              "8 * if(transA == NONE, min(k, 1) * max(0, m - 1) * lda + min(m, 1) * k,"
                  + " min(m, 1) * max(0, k - 1) * lda + min(k, 1) * m)")
          MemorySegment a,
      int lda,
      @In(
              "8 * if(transB == NONE, min(n, 1) * max(0, k - 1) * ldb + min(k, 1) * n,"
                  + " min(k, 1) * max(0, n - 1) * ldb + min(n, 1) * k)")
          MemorySegment b,
      int ldb,
      double beta,
      @InOut(
              value = "8 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n)",
              sent =
                  "if(beta == 0, if(ldc == n, 0, 8 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) *"
                      + " n)), 8 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n))")
          MemorySegment c,
      int ldc);
}
