/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/program.h>

static const struct vaccel_operation operations[] = {
  {"devices", 1, UINT32_C(0xacedd61c)},
  {"build", 2, UINT32_C(0x8661c5c5)},
  {"kernels", 3, UINT32_C(0xf6f68ec6)},
  {"run", 4, UINT32_C(0xcf679f03)},
  {"unload", 5, UINT32_C(0x6165eabb)}
};

const struct vaccel_api vaccel_program_api = {
  "program", 8, 1, UINT64_C(0x2548fa061c2bd9eb), operations, sizeof operations / sizeof *operations};

static void put_i64_list(struct vaccel_call *call, const int64_t *items, size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    vaccel_put_i64(call, items[i]);
  }
}

static void put_program_argument(struct vaccel_call *call, const struct vaccel_program_program_argument *value) {
  vaccel_put_i64(call, (int64_t)value->kind);
  vaccel_put_i64(call, value->length_bytes);
  vaccel_put_memory(call, value->data.data, value->data.length);
}

static void put_program_argument_list(
    struct vaccel_call *call,
    const struct vaccel_program_program_argument *items,
    size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    put_program_argument(call, &items[i]);
  }
}

static void get_program_device(struct vaccel_call *call, struct vaccel_program_program_device *value) {
  value->id = vaccel_get_text(call);
  value->name = vaccel_get_text(call);
  value->kind = vaccel_get_text(call);
  value->memory_bytes = vaccel_get_i64(call);
  value->max_buffer_bytes = vaccel_get_i64(call);
  value->max_group_size = vaccel_get_i64(call);
}

static void get_program_device_list(struct vaccel_call *call, struct vaccel_program_program_device_list *list) {
  size_t count = vaccel_get_count(call, 48);
  struct vaccel_program_program_device *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_program_device(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_kernel_argument(struct vaccel_call *call, struct vaccel_program_kernel_argument *value) {
  value->name = vaccel_get_text(call);
  value->type = vaccel_get_text(call);
  value->place = vaccel_get_text(call);
}

static void get_kernel_argument_list(struct vaccel_call *call, struct vaccel_program_kernel_argument_list *list) {
  size_t count = vaccel_get_count(call, 24);
  struct vaccel_program_kernel_argument *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_kernel_argument(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_kernel_info(struct vaccel_call *call, struct vaccel_program_kernel_info *value) {
  value->name = vaccel_get_text(call);
  value->argument_count = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->max_group_size = vaccel_get_i64(call);
  get_kernel_argument_list(call, &value->arguments);
}

static void get_kernel_info_list(struct vaccel_call *call, struct vaccel_program_kernel_info_list *list) {
  size_t count = vaccel_get_count(call, 32);
  struct vaccel_program_kernel_info *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_kernel_info(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_segment_list(struct vaccel_call *call, struct vaccel_program_segment_list *list) {
  size_t count = vaccel_get_count(call, 16);
  struct vaccel_bytes *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    vaccel_get_bytes(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_program_result(struct vaccel_call *call, struct vaccel_program_program_result *value) {
  value->kernel_ns = vaccel_get_i64(call);
  get_segment_list(call, &value->buffers);
}

int vaccel_program_devices(struct vaccel_session *session, struct vaccel_program_program_device_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_program_api, 0);
  vaccel_call_invoke(call);
  get_program_device_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_program_build(
    struct vaccel_session *session,
    const struct vaccel_resource *program,
    const char *options,
    const char *device,
    struct vaccel_program_program_handle *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_program_api, 1);
  vaccel_put_resource(call, program);
  vaccel_put_text(call, options);
  vaccel_put_text(call, device);
  vaccel_call_invoke(call);
  result->value = vaccel_get_i64(call);
  return vaccel_call_end(call);
}

int vaccel_program_kernels(
    struct vaccel_session *session,
    struct vaccel_program_program_handle program,
    struct vaccel_program_kernel_info_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_program_api, 2);
  vaccel_put_i64(call, program.value);
  vaccel_call_invoke(call);
  get_kernel_info_list(call, result);
  return vaccel_call_end(call);
}

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
    struct vaccel_program_program_result *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_program_api, 3);
  vaccel_put_i64(call, program.value);
  vaccel_put_text(call, kernel);
  put_i64_list(call, global_size, global_size_count);
  put_i64_list(call, local_size, local_size_count);
  put_program_argument_list(call, arguments, arguments_count);
  vaccel_call_invoke(call);
  get_program_result(call, result);
  return vaccel_call_end(call);
}

int vaccel_program_unload(struct vaccel_session *session, struct vaccel_program_program_handle program) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_program_api, 4);
  vaccel_put_i64(call, program.value);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}
