/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/array.h>

static const struct vaccel_operation operations[] = {
  {"copy", 1, UINT32_C(0x93905971)},
  {"vectorAdd", 2, UINT32_C(0xbd4c75c7)},
  {"parallel", 3, UINT32_C(0x57602acb)},
  {"multiply", 4, UINT32_C(0x22f2e12a)},
  {"minmax", 5, UINT32_C(0xf4caa53f)}
};

const struct vaccel_api vaccel_array_api = {
  "array", 7, 1, UINT64_C(0x41bada2d420c0184), operations, sizeof operations / sizeof *operations};

static void get_min_max(struct vaccel_call *call, struct vaccel_array_min_max *value) {
  value->min = vaccel_get_f64(call);
  value->max = vaccel_get_f64(call);
}

int vaccel_array_copy(struct vaccel_session *session, int32_t count, const void *input, void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_array_api, 0);
  uint64_t size_of_input = vaccel_size(call, "input", vaccel_mul(call, 4, count));
  uint64_t size_of_output = vaccel_size(call, "output", vaccel_mul(call, 4, count));
  vaccel_put_i64(call, count);
  vaccel_put_memory(call, input, size_of_input);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}

int vaccel_array_vector_add(struct vaccel_session *session, int32_t count, const void *a, const void *b, void *c) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_array_api, 1);
  uint64_t size_of_a = vaccel_size(call, "a", vaccel_mul(call, 4, count));
  uint64_t size_of_b = vaccel_size(call, "b", vaccel_mul(call, 4, count));
  uint64_t size_of_c = vaccel_size(call, "c", vaccel_mul(call, 4, count));
  vaccel_put_i64(call, count);
  vaccel_put_memory(call, a, size_of_a);
  vaccel_put_memory(call, b, size_of_b);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, c, size_of_c);
  return vaccel_call_end(call);
}

int vaccel_array_parallel(
    struct vaccel_session *session,
    int32_t count,
    const void *a,
    const void *b,
    void *sum,
    void *product) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_array_api, 2);
  uint64_t size_of_a = vaccel_size(call, "a", vaccel_mul(call, 4, count));
  uint64_t size_of_b = vaccel_size(call, "b", vaccel_mul(call, 4, count));
  uint64_t size_of_sum = vaccel_size(call, "sum", vaccel_mul(call, 4, count));
  uint64_t size_of_product = vaccel_size(call, "product", vaccel_mul(call, 4, count));
  vaccel_put_i64(call, count);
  vaccel_put_memory(call, a, size_of_a);
  vaccel_put_memory(call, b, size_of_b);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, sum, size_of_sum);
  vaccel_get_memory(call, product, size_of_product);
  return vaccel_call_end(call);
}

int vaccel_array_multiply(struct vaccel_session *session, int32_t n, const void *a, const void *b, void *c) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_array_api, 3);
  uint64_t size_of_a = vaccel_size(call, "a", vaccel_mul(call, vaccel_mul(call, 4, n), n));
  uint64_t size_of_b = vaccel_size(call, "b", vaccel_mul(call, vaccel_mul(call, 4, n), n));
  uint64_t size_of_c = vaccel_size(call, "c", vaccel_mul(call, vaccel_mul(call, 4, n), n));
  vaccel_put_i64(call, n);
  vaccel_put_memory(call, a, size_of_a);
  vaccel_put_memory(call, b, size_of_b);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, c, size_of_c);
  return vaccel_call_end(call);
}

int vaccel_array_minmax(
    struct vaccel_session *session,
    int32_t count,
    double low,
    double high,
    const void *input,
    void *output,
    struct vaccel_array_min_max *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_array_api, 4);
  uint64_t size_of_input = vaccel_size(call, "input", vaccel_mul(call, 8, count));
  uint64_t size_of_output = vaccel_size(call, "output", vaccel_mul(call, 8, count));
  vaccel_put_i64(call, count);
  vaccel_put_f64(call, low);
  vaccel_put_f64(call, high);
  vaccel_put_memory(call, input, size_of_input);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  get_min_max(call, result);
  return vaccel_call_end(call);
}
