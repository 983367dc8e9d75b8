/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Any operation by a number with typed arguments: for programs and front ends that have nothing
 * else. Whoever can calls the described operation itself.
 *
 * <p>From 65536 on, a number is that of a described operation: 65536 times its API's and its own on
 * top. Which typed arguments it takes follows from its description; docs/operations.md lists them
 * beside each operation.
 *
 * <p>Below are upstream's, with upstream's layout of arguments, both of upstream 0.8, with one
 * difference: the first read argument of an operation that works on a resource is its SHA-256, a
 * UINT8_ARRAY of 32 bytes. What upstream finds in its session (the first model, a library
 * by number) is for the caller to put there.
 */
#ifndef VACCEL_GENOP_H
#define VACCEL_GENOP_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_genop_api;

enum vaccel_genop_argument_type {
  VACCEL_GENOP_ARGUMENT_TYPE_RAW = 0,
  VACCEL_GENOP_ARGUMENT_TYPE_INT8 = 1,
  VACCEL_GENOP_ARGUMENT_TYPE_INT8_ARRAY = 2,
  VACCEL_GENOP_ARGUMENT_TYPE_INT16 = 3,
  VACCEL_GENOP_ARGUMENT_TYPE_INT16_ARRAY = 4,
  VACCEL_GENOP_ARGUMENT_TYPE_INT32 = 5,
  VACCEL_GENOP_ARGUMENT_TYPE_INT32_ARRAY = 6,
  VACCEL_GENOP_ARGUMENT_TYPE_INT64 = 7,
  VACCEL_GENOP_ARGUMENT_TYPE_INT64_ARRAY = 8,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT8 = 9,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT8_ARRAY = 10,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT16 = 11,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT16_ARRAY = 12,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT32 = 13,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT32_ARRAY = 14,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT64 = 15,
  VACCEL_GENOP_ARGUMENT_TYPE_UINT64_ARRAY = 16,
  VACCEL_GENOP_ARGUMENT_TYPE_FLOAT32 = 17,
  VACCEL_GENOP_ARGUMENT_TYPE_FLOAT32_ARRAY = 18,
  VACCEL_GENOP_ARGUMENT_TYPE_FLOAT64 = 19,
  VACCEL_GENOP_ARGUMENT_TYPE_FLOAT64_ARRAY = 20,
  VACCEL_GENOP_ARGUMENT_TYPE_BOOL = 21,
  VACCEL_GENOP_ARGUMENT_TYPE_BOOL_ARRAY = 22,
  VACCEL_GENOP_ARGUMENT_TYPE_CHAR = 23,
  VACCEL_GENOP_ARGUMENT_TYPE_CHAR_ARRAY = 24,
  VACCEL_GENOP_ARGUMENT_TYPE_UCHAR = 25,
  VACCEL_GENOP_ARGUMENT_TYPE_UCHAR_ARRAY = 26,
  VACCEL_GENOP_ARGUMENT_TYPE_STRING = 27,
  VACCEL_GENOP_ARGUMENT_TYPE_BUFFER = 28,
  VACCEL_GENOP_ARGUMENT_TYPE_CUSTOM = 29
};

struct vaccel_genop_typed_argument {
  enum vaccel_genop_argument_type type;
  int32_t custom_type_id;
  int64_t room_bytes;
  struct vaccel_bytes data;
};

struct vaccel_genop_segment_list {
  const struct vaccel_bytes *items;
  size_t count;
};

/*
 * Calls an operation. Failures of the layout are BACKEND_FAILED with upstream's number as
 * vendor code: EINVAL 22 for an operation or argument that cannot be, ERANGE 34 for a write
 * argument that is too short, ENOTSUP 95 for an operation that nothing here maps or serves.
 * Failures of the operation itself come as they are.
 *
 * operation: the number of a described operation, or upstream's, 1 to 23 (vaccel/op.h)
 * read: what it reads, without the number that upstream has in front
 * write: what it writes
 * result: what became of the write arguments, in their order
 */
int vaccel_genop_call(
    struct vaccel_session *session,
    int32_t operation,
    const struct vaccel_genop_typed_argument *read,
    size_t read_count,
    const struct vaccel_genop_typed_argument *write,
    size_t write_count,
    struct vaccel_genop_segment_list *result);

#ifdef __cplusplus
}
#endif

#endif
