/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/genop.h>

static const struct vaccel_operation operations[] = {
  {"call", 1, UINT32_C(0xfad29122)}
};

const struct vaccel_api vaccel_genop_api = {
  "genop", 9, 1, UINT64_C(0xfad29122ff5638b5), operations, sizeof operations / sizeof *operations};

static void put_typed_argument(struct vaccel_call *call, const struct vaccel_genop_typed_argument *value) {
  vaccel_put_i64(call, (int64_t)value->type);
  vaccel_put_i64(call, value->custom_type_id);
  vaccel_put_i64(call, value->room_bytes);
  vaccel_put_memory(call, value->data.data, value->data.length);
}

static void put_typed_argument_list(
    struct vaccel_call *call,
    const struct vaccel_genop_typed_argument *items,
    size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    put_typed_argument(call, &items[i]);
  }
}

static void get_segment_list(struct vaccel_call *call, struct vaccel_genop_segment_list *list) {
  size_t count = vaccel_get_count(call, 16);
  struct vaccel_bytes *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    vaccel_get_bytes(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

int vaccel_genop_call(
    struct vaccel_session *session,
    int32_t operation,
    const struct vaccel_genop_typed_argument *read,
    size_t read_count,
    const struct vaccel_genop_typed_argument *write,
    size_t write_count,
    struct vaccel_genop_segment_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_genop_api, 0);
  vaccel_put_i64(call, operation);
  put_typed_argument_list(call, read, read_count);
  put_typed_argument_list(call, write, write_count);
  vaccel_call_invoke(call);
  get_segment_list(call, result);
  return vaccel_call_end(call);
}
