/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Calls functions that were written for upstream vAccel's exec plug-in. Like {@link
 * dev.vaccel.api.ExecApi} this runs the caller's machine code in the agent's process: an agent
 * serves it only when its operator enables it by name.
 */
#ifndef VACCEL_EXEC_TYPED_H
#define VACCEL_EXEC_TYPED_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_exec_typed_api;

enum vaccel_exec_typed_argument_type {
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_RAW = 0,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT8 = 1,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT8_ARRAY = 2,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT16 = 3,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT16_ARRAY = 4,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT32 = 5,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT32_ARRAY = 6,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT64 = 7,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_INT64_ARRAY = 8,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT8 = 9,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT8_ARRAY = 10,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT16 = 11,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT16_ARRAY = 12,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT32 = 13,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT32_ARRAY = 14,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT64 = 15,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UINT64_ARRAY = 16,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_FLOAT32 = 17,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_FLOAT32_ARRAY = 18,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_FLOAT64 = 19,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_FLOAT64_ARRAY = 20,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_BOOL = 21,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_BOOL_ARRAY = 22,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_CHAR = 23,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_CHAR_ARRAY = 24,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UCHAR = 25,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_UCHAR_ARRAY = 26,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_STRING = 27,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_BUFFER = 28,
  VACCEL_EXEC_TYPED_ARGUMENT_TYPE_CUSTOM = 29
};

struct vaccel_exec_typed_typed_argument {
  enum vaccel_exec_typed_argument_type type;
  int32_t custom_type_id;
  int64_t room_bytes;
  struct vaccel_bytes data;
};

struct vaccel_exec_typed_segment_list {
  const struct vaccel_bytes *items;
  size_t count;
};

/*
 * Calls int symbol(struct vaccel_arg *read, size_t nr_read, struct vaccel_arg *write,
 * size_t nr_write).
 *
 * <p>A result other than 0 is a BACKEND_FAILED whose vendor code it is. Of a write
 * argument as many bytes come back as the function left in its size, at most those that
 * it was given. Source of the struct: vaccel/arg.h of upstream 0.8.
 *
 * library: a registered shared object
 * dependencies: shared objects that are loaded before it, in this order, with symbols that
 * it may use; empty where it needs none
 * symbol: name of the function
 * read: what it reads, at most MAX_ARGUMENTS
 * write: what it writes, at most MAX_ARGUMENTS
 * result: what became of the write arguments, in their order
 */
int vaccel_exec_typed_call(
    struct vaccel_session *session,
    const struct vaccel_resource *library,
    const struct vaccel_resource *dependencies,
    size_t dependencies_count,
    const char *symbol,
    const struct vaccel_exec_typed_typed_argument *read,
    size_t read_count,
    const struct vaccel_exec_typed_typed_argument *write,
    size_t write_count,
    struct vaccel_exec_typed_segment_list *result);

#ifdef __cplusplus
}
#endif

#endif
