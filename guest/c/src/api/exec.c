/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/exec.h>

static const struct vaccel_operation operations[] = {
  {"call", 1, UINT32_C(0x722075d3)}
};

const struct vaccel_api vaccel_exec_api = {
  "exec", 5, 1, UINT64_C(0x722075d323c0de98), operations, sizeof operations / sizeof *operations};

static void put_exec_argument(struct vaccel_call *call, const struct vaccel_exec_exec_argument *value) {
  vaccel_put_i64(call, (int64_t)value->kind);
  vaccel_put_i64(call, value->bits);
  vaccel_put_memory(call, value->data.data, value->data.length);
}

static void put_exec_argument_list(
    struct vaccel_call *call,
    const struct vaccel_exec_exec_argument *items,
    size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    put_exec_argument(call, &items[i]);
  }
}

static void get_segment_list(struct vaccel_call *call, struct vaccel_exec_segment_list *list) {
  size_t count = vaccel_get_count(call, 16);
  struct vaccel_bytes *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    vaccel_get_bytes(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_exec_result(struct vaccel_call *call, struct vaccel_exec_exec_result *value) {
  value->bits = vaccel_get_i64(call);
  get_segment_list(call, &value->buffers);
}

int vaccel_exec_call(
    struct vaccel_session *session,
    const struct vaccel_resource *library,
    const char *symbol,
    enum vaccel_exec_exec_kind returns,
    const struct vaccel_exec_exec_argument *arguments,
    size_t arguments_count,
    struct vaccel_exec_exec_result *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_exec_api, 0);
  vaccel_put_resource(call, library);
  vaccel_put_text(call, symbol);
  vaccel_put_i64(call, (int64_t)returns);
  put_exec_argument_list(call, arguments, arguments_count);
  vaccel_call_invoke(call);
  get_exec_result(call, result);
  return vaccel_call_end(call);
}
