/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/blas.h>

static const struct vaccel_operation operations[] = {
  {"sgemm", 1, UINT32_C(0x48253399)},
  {"dgemm", 2, UINT32_C(0xcc616413)}
};

const struct vaccel_api vaccel_blas_api = {
  "blas", 2, 1, UINT64_C(0x4de4acbf01cafb6f), operations, sizeof operations / sizeof *operations};

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
    int32_t ldc) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_blas_api, 0);
  uint64_t size_of_a = vaccel_size(
      call,
      "a",
      vaccel_mul(call, 4, (trans_a == VACCEL_BLAS_TRANSPOSE_NONE ? vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(k, 1), vaccel_max(0, vaccel_sub(call, m, 1))), lda), vaccel_mul(call, vaccel_min(m, 1), k)) : vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(m, 1), vaccel_max(0, vaccel_sub(call, k, 1))), lda), vaccel_mul(call, vaccel_min(k, 1), m)))));
  uint64_t size_of_b = vaccel_size(
      call,
      "b",
      vaccel_mul(call, 4, (trans_b == VACCEL_BLAS_TRANSPOSE_NONE ? vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(n, 1), vaccel_max(0, vaccel_sub(call, k, 1))), ldb), vaccel_mul(call, vaccel_min(k, 1), n)) : vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(k, 1), vaccel_max(0, vaccel_sub(call, n, 1))), ldb), vaccel_mul(call, vaccel_min(n, 1), k)))));
  uint64_t size_of_c = vaccel_size(
      call,
      "c",
      vaccel_mul(call, 4, vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(n, 1), vaccel_max(0, vaccel_sub(call, m, 1))), ldc), vaccel_mul(call, vaccel_min(m, 1), n))));
  vaccel_put_i64(call, (int64_t)trans_a);
  vaccel_put_i64(call, (int64_t)trans_b);
  vaccel_put_i64(call, m);
  vaccel_put_i64(call, n);
  vaccel_put_i64(call, k);
  vaccel_put_f32(call, alpha);
  vaccel_put_i64(call, lda);
  vaccel_put_i64(call, ldb);
  vaccel_put_f32(call, beta);
  vaccel_put_i64(call, ldc);
  vaccel_put_memory(call, a, size_of_a);
  vaccel_put_memory(call, b, size_of_b);
  vaccel_put_memory(
      call,
      c,
      vaccel_size(call, "c", (beta == 0 ? (ldc == n ? 0 : (int64_t)size_of_c) : (int64_t)size_of_c)));
  vaccel_call_invoke(call);
  vaccel_get_memory(call, c, size_of_c);
  return vaccel_call_end(call);
}

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
    int32_t ldc) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_blas_api, 1);
  uint64_t size_of_a = vaccel_size(
      call,
      "a",
      vaccel_mul(call, 8, (trans_a == VACCEL_BLAS_TRANSPOSE_NONE ? vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(k, 1), vaccel_max(0, vaccel_sub(call, m, 1))), lda), vaccel_mul(call, vaccel_min(m, 1), k)) : vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(m, 1), vaccel_max(0, vaccel_sub(call, k, 1))), lda), vaccel_mul(call, vaccel_min(k, 1), m)))));
  uint64_t size_of_b = vaccel_size(
      call,
      "b",
      vaccel_mul(call, 8, (trans_b == VACCEL_BLAS_TRANSPOSE_NONE ? vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(n, 1), vaccel_max(0, vaccel_sub(call, k, 1))), ldb), vaccel_mul(call, vaccel_min(k, 1), n)) : vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(k, 1), vaccel_max(0, vaccel_sub(call, n, 1))), ldb), vaccel_mul(call, vaccel_min(n, 1), k)))));
  uint64_t size_of_c = vaccel_size(
      call,
      "c",
      vaccel_mul(call, 8, vaccel_add(call, vaccel_mul(call, vaccel_mul(call, vaccel_min(n, 1), vaccel_max(0, vaccel_sub(call, m, 1))), ldc), vaccel_mul(call, vaccel_min(m, 1), n))));
  vaccel_put_i64(call, (int64_t)trans_a);
  vaccel_put_i64(call, (int64_t)trans_b);
  vaccel_put_i64(call, m);
  vaccel_put_i64(call, n);
  vaccel_put_i64(call, k);
  vaccel_put_f64(call, alpha);
  vaccel_put_i64(call, lda);
  vaccel_put_i64(call, ldb);
  vaccel_put_f64(call, beta);
  vaccel_put_i64(call, ldc);
  vaccel_put_memory(call, a, size_of_a);
  vaccel_put_memory(call, b, size_of_b);
  vaccel_put_memory(
      call,
      c,
      vaccel_size(call, "c", (beta == 0 ? (ldc == n ? 0 : (int64_t)size_of_c) : (int64_t)size_of_c)));
  vaccel_call_invoke(call);
  vaccel_get_memory(call, c, size_of_c);
  return vaccel_call_end(call);
}
