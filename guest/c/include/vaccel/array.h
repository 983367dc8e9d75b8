/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Simple operations on arrays, those which vAccel once ran on FPGAs, described. Elements lie one
 * after the other, little-endian, with no alignment asked for; a count of 0 is legal. An output
 * that overlaps an input has no certain content.
 */
#ifndef VACCEL_ARRAY_H
#define VACCEL_ARRAY_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_array_api;

struct vaccel_array_min_max {
  double min;
  double max;
};

/*
 * Copies integers (upstream's FPGA_ARRAYCOPY).
 *
 * count: elements, at least 0
 * input: i32
 * output: i32
 *
 * input: 4 * count bytes are read
 * output: 4 * count bytes are written
 */
int vaccel_array_copy(struct vaccel_session *session, int32_t count, const void *input, void *output);

/*
 * c = a + b, element by element (upstream's FPGA_VECTORADD).
 *
 * count: elements, at least 0
 * a: f32
 * b: f32
 * c: f32
 *
 * a: 4 * count bytes are read
 * b: 4 * count bytes are read
 * c: 4 * count bytes are written
 */
int vaccel_array_vector_add(struct vaccel_session *session, int32_t count, const void *a, const void *b, void *c);

/*
 * a + b and a * b, element by element, in one pass (upstream's FPGA_PARALLEL).
 *
 * count: elements, at least 0
 * a: f32
 * b: f32
 * sum: f32
 * product: f32
 *
 * a: 4 * count bytes are read
 * b: 4 * count bytes are read
 * sum: 4 * count bytes are written
 * product: 4 * count bytes are written
 */
int vaccel_array_parallel(
    struct vaccel_session *session,
    int32_t count,
    const void *a,
    const void *b,
    void *sum,
    void *product);

/*
 * C = A * B, square matrices (upstream's FPGA_MMULT).
 *
 * n: rows and columns of each, at least 0
 * a: f32, n by n, row-major
 * b: f32, n by n, row-major
 * c: f32, n by n, row-major
 *
 * a: 4 * n * n bytes are read
 * b: 4 * n * n bytes are read
 * c: 4 * n * n bytes are written
 */
int vaccel_array_multiply(struct vaccel_session *session, int32_t n, const void *a, const void *b, void *c);

/*
 * Limits each element to a range, and finds the smallest and the greatest of what comes out
 * (upstream's MINMAX). Upstream says "threshold" and nothing more, its implementation was never
 * published: here what is below low becomes low, what is above high
 * becomes high. NaN stays NaN and counts for neither.
 *
 * count: elements, at least 0
 * low: lowest value that stays; not NaN
 * high: highest value that stays; not NaN, not below low
 * input: f64
 * output: f64, the limited elements
 *
 * input: 8 * count bytes are read
 * output: 8 * count bytes are written
 */
int vaccel_array_minmax(
    struct vaccel_session *session,
    int32_t count,
    double low,
    double high,
    const void *input,
    void *output,
    struct vaccel_array_min_max *result);

#ifdef __cplusplus
}
#endif

#endif
