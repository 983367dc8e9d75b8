/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Builds programs that the caller brings for a compute device, and runs their kernels. A kernel is
 * native code on devices that are processors, and may reach what the process may that runs it: an
 * agent serves this API only when its operator enables it by name. Programs belong to the session
 * and are unloaded when it closes.
 */
#ifndef VACCEL_PROGRAM_H
#define VACCEL_PROGRAM_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_program_api;

enum vaccel_program_argument_kind {
  VACCEL_PROGRAM_ARGUMENT_KIND_VALUE = 1,
  VACCEL_PROGRAM_ARGUMENT_KIND_LOCAL = 2,
  VACCEL_PROGRAM_ARGUMENT_KIND_BUFFER_IN = 3,
  VACCEL_PROGRAM_ARGUMENT_KIND_BUFFER_OUT = 4,
  VACCEL_PROGRAM_ARGUMENT_KIND_BUFFER_INOUT = 5
};

/* Valid in the session that made it. */
struct vaccel_program_program_handle {
  int64_t value;
};

struct vaccel_program_kernel_argument {
  const char *name;
  const char *type;
  const char *place;
};

struct vaccel_program_kernel_argument_list {
  const struct vaccel_program_kernel_argument *items;
  size_t count;
};

struct vaccel_program_kernel_info {
  const char *name;
  int32_t argument_count;
  int64_t max_group_size;
  struct vaccel_program_kernel_argument_list arguments;
};

struct vaccel_program_program_argument {
  enum vaccel_program_argument_kind kind;
  int64_t length_bytes;
  struct vaccel_bytes data;
};

struct vaccel_program_program_device {
  const char *id;
  const char *name;
  const char *kind;
  int64_t memory_bytes;
  int64_t max_buffer_bytes;
  int64_t max_group_size;
};

struct vaccel_program_segment_list {
  const struct vaccel_bytes *items;
  size_t count;
};

struct vaccel_program_program_result {
  int64_t kernel_ns;
  struct vaccel_program_segment_list buffers;
};

struct vaccel_program_program_device_list {
  const struct vaccel_program_program_device *items;
  size_t count;
};

struct vaccel_program_kernel_info_list {
  const struct vaccel_program_kernel_info *items;
  size_t count;
};

/* The devices that programs can be built for; the first is the default. */
int vaccel_program_devices(struct vaccel_session *session, struct vaccel_program_program_device_list *result);

/*
 * Builds a program.
 *
 * program: a registered file: source text (OpenCL C), or a binary of the device's vendor
 * options: of the device's compiler: -DN=4 -cl-fast-relaxed-math; may be empty
 * device: a device's id; empty: the default
 * result: handle for the other operations, valid in this session only
 * @throws dev.vaccel.api.BackendException if it does not compile; the message has the compiler's
 * log
 */
int vaccel_program_build(
    struct vaccel_session *session,
    const struct vaccel_resource *program,
    const char *options,
    const char *device,
    struct vaccel_program_program_handle *result);

/* The kernels of a built program. */
int vaccel_program_kernels(
    struct vaccel_session *session,
    struct vaccel_program_program_handle program,
    struct vaccel_program_kernel_info_list *result);

/*
 * Runs a kernel once, and waits for it.
 *
 * program: a built program
 * kernel: name of one of its kernels
 * global_size: work-items in each of 1 to 3 dimensions
 * local_size: work-items of a work-group in each dimension, which divide globalSize;
 * empty: the device chooses
 * arguments: all arguments of the kernel, in order
 * result: the buffers it wrote
 */
int vaccel_program_run(
    struct vaccel_session *session,
    struct vaccel_program_program_handle program,
    const char *kernel,
    const int64_t *global_size,
    size_t global_size_count,
    const int64_t *local_size,
    size_t local_size_count,
    const struct vaccel_program_program_argument *arguments,
    size_t arguments_count,
    struct vaccel_program_program_result *result);

/* Releases the program; its handle is "not found" from now on. */
int vaccel_program_unload(struct vaccel_session *session, struct vaccel_program_program_handle program);

#ifdef __cplusplus
}
#endif

#endif
