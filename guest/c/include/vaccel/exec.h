/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Calls a function of a native library that the caller brings. This runs the caller's machine code
 * in the agent's process: an agent serves it only when its operator enables it by name.
 */
#ifndef VACCEL_EXEC_H
#define VACCEL_EXEC_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_exec_api;

enum vaccel_exec_exec_kind {
  VACCEL_EXEC_EXEC_KIND_VOID = 0,
  VACCEL_EXEC_EXEC_KIND_I32 = 1,
  VACCEL_EXEC_EXEC_KIND_I64 = 2,
  VACCEL_EXEC_EXEC_KIND_F32 = 3,
  VACCEL_EXEC_EXEC_KIND_F64 = 4,
  VACCEL_EXEC_EXEC_KIND_BUFFER_IN = 5,
  VACCEL_EXEC_EXEC_KIND_BUFFER_OUT = 6,
  VACCEL_EXEC_EXEC_KIND_BUFFER_INOUT = 7
};

struct vaccel_exec_exec_argument {
  enum vaccel_exec_exec_kind kind;
  int64_t bits;
  struct vaccel_bytes data;
};

struct vaccel_exec_segment_list {
  const struct vaccel_bytes *items;
  size_t count;
};

struct vaccel_exec_exec_result {
  int64_t bits;
  struct vaccel_exec_segment_list buffers;
};

/*
 * Calls symbol of library.
 *
 * library: a registered shared object
 * symbol: name of the function
 * returns: C type of its result; not a buffer
 * arguments: its arguments, at most 64
 * result: its result and the buffers it wrote
 */
int vaccel_exec_call(
    struct vaccel_session *session,
    const struct vaccel_resource *library,
    const char *symbol,
    enum vaccel_exec_exec_kind returns,
    const struct vaccel_exec_exec_argument *arguments,
    size_t arguments_count,
    struct vaccel_exec_exec_result *result);

#ifdef __cplusplus
}
#endif

#endif
