/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Dense linear algebra on row-major matrices, as the BLAS defines it: C = alpha * op(A) * op(B) +
 * beta * C, where op(A) is m by k, op(B) is k by n and C is m by n. A leading dimension is the
 * distance in elements between the starts of two rows as stored. Matrices need no alignment beyond
 * that of their elements. Where beta is 0, C is not read (so NaN in it does not spread). A
 * matrix with no elements is legal. Source: BLAS technical forum, CBLAS.
 */
#ifndef VACCEL_BLAS_H
#define VACCEL_BLAS_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_blas_api;

enum vaccel_blas_transpose {
  VACCEL_BLAS_TRANSPOSE_NONE = 0,
  VACCEL_BLAS_TRANSPOSE_TRANSPOSE = 1
};

/*
 * Product of f32 matrices.
 *
 * trans_a: how A is stored: m by k, or k by m for Transpose.TRANSPOSE
 * trans_b: how B is stored: k by n, or n by k for Transpose.TRANSPOSE
 * m: rows of op(A) and C, at least 0
 * n: columns of op(B) and C, at least 0
 * k: columns of op(A), rows of op(B), at least 0
 * alpha: factor of the product
 * a: f32, row-major
 * lda: leading dimension of A, at least its stored columns and at least 1
 * b: f32, row-major
 * ldb: leading dimension of B, at least its stored columns and at least 1
 * beta: factor of C as it was
 * c: f32, row-major; the gaps between rows keep their content
 * ldc: leading dimension of C, at least n and at least 1
 *
 * a: 4 * if(transA == NONE, min(k, 1) * max(0, m - 1) * lda + min(m, 1) * k, min(m, 1) * max(0, k - 1) * lda + min(k, 1) * m) bytes are read
 * b: 4 * if(transB == NONE, min(n, 1) * max(0, k - 1) * ldb + min(k, 1) * n, min(k, 1) * max(0, n - 1) * ldb + min(n, 1) * k) bytes are read
 * c: 4 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n) bytes are read and written
 */
int vaccel_blas_sgemm(
    struct vaccel_session *session,
    enum vaccel_blas_transpose trans_a,
    enum vaccel_blas_transpose trans_b,
    int32_t m,
    int32_t n,
    int32_t k,
    float alpha,
    const void *a,
    int32_t lda,
    const void *b,
    int32_t ldb,
    float beta,
    void *c,
    int32_t ldc);

/*
 * Product of f64 matrices; arguments as sgemm, with 8-byte elements.
 *
 * trans_a: how A is stored
 * trans_b: how B is stored
 * m: rows of op(A) and C
 * n: columns of op(B) and C
 * k: columns of op(A), rows of op(B)
 * alpha: factor of the product
 * a: f64, row-major
 * lda: leading dimension of A
 * b: f64, row-major
 * ldb: leading dimension of B
 * beta: factor of C as it was
 * c: f64, row-major
 * ldc: leading dimension of C
 *
 * a: 8 * if(transA == NONE, min(k, 1) * max(0, m - 1) * lda + min(m, 1) * k, min(m, 1) * max(0, k - 1) * lda + min(k, 1) * m) bytes are read
 * b: 8 * if(transB == NONE, min(n, 1) * max(0, k - 1) * ldb + min(k, 1) * n, min(k, 1) * max(0, n - 1) * ldb + min(n, 1) * k) bytes are read
 * c: 8 * (min(n, 1) * max(0, m - 1) * ldc + min(m, 1) * n) bytes are read and written
 */
int vaccel_blas_dgemm(
    struct vaccel_session *session,
    enum vaccel_blas_transpose trans_a,
    enum vaccel_blas_transpose trans_b,
    int32_t m,
    int32_t n,
    int32_t k,
    double alpha,
    const void *a,
    int32_t lda,
    const void *b,
    int32_t ldb,
    double beta,
    void *c,
    int32_t ldc);

#ifdef __cplusplus
}
#endif

#endif
