/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/session.h>

static const struct vaccel_operation operations[] = {
  {"open", 1, UINT32_C(0x6f35ddbd)},
  {"close", 2, UINT32_C(0x1a55be7c)},
  {"announce", 3, UINT32_C(0xa434801b)},
  {"put", 4, UINT32_C(0x4c3dbf92)},
  {"commit", 5, UINT32_C(0x0e84ccf0)},
  {"operations", 6, UINT32_C(0x14c1cbdc)},
  {"share", 7, UINT32_C(0x6ba758a5)},
  {"model", 8, UINT32_C(0x8a9e05f7)},
  {"models", 9, UINT32_C(0xfa5e5733)}
};

const struct vaccel_api vaccel_session_api = {
  "session", 64, 1, UINT64_C(0x73dc68ceca49e6a7), operations, sizeof operations / sizeof *operations};

static void put_text_list(struct vaccel_call *call, const char *const *items, size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    vaccel_put_text(call, items[i]);
  }
}

static void put_resource_file(struct vaccel_call *call, const struct vaccel_session_resource_file *value) {
  vaccel_put_text(call, value->path);
  vaccel_put_i64(call, value->length_bytes);
  vaccel_put_resource(call, &value->hash);
}

static void put_resource_file_list(
    struct vaccel_call *call,
    const struct vaccel_session_resource_file *items,
    size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    put_resource_file(call, &items[i]);
  }
}

static void put_resource_manifest(struct vaccel_call *call, const struct vaccel_session_resource_manifest *value) {
  vaccel_put_i64(call, value->directory ? 1 : 0);
  put_resource_file_list(call, value->files.items, value->files.count);
}

static void get_missing_file(struct vaccel_call *call, struct vaccel_session_missing_file *value) {
  vaccel_get_resource(call, &value->file);
  value->offset = vaccel_get_i64(call);
}

static void get_missing_file_list(struct vaccel_call *call, struct vaccel_session_missing_file_list *list) {
  size_t count = vaccel_get_count(call, 40);
  struct vaccel_session_missing_file *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_missing_file(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_operation_status(struct vaccel_call *call, struct vaccel_session_operation_status *value) {
  value->api = vaccel_get_text(call);
  value->operation = vaccel_get_text(call);
  value->backend = vaccel_get_text(call);
  value->device = vaccel_get_text(call);
  value->available = vaccel_get_range(call, 0, 1) != 0;
  value->detail = vaccel_get_text(call);
}

static void get_operation_status_list(struct vaccel_call *call, struct vaccel_session_operation_status_list *list) {
  size_t count = vaccel_get_count(call, 48);
  struct vaccel_session_operation_status *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_operation_status(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_named_model(struct vaccel_call *call, struct vaccel_session_named_model *value) {
  value->name = vaccel_get_text(call);
  vaccel_get_resource(call, &value->resource);
  value->length_bytes = vaccel_get_i64(call);
  value->task = vaccel_get_text(call);
  value->format = vaccel_get_text(call);
  value->licence = vaccel_get_text(call);
}

static void get_named_model_list(struct vaccel_call *call, struct vaccel_session_named_model_list *list) {
  size_t count = vaccel_get_count(call, 72);
  struct vaccel_session_named_model *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_named_model(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

int vaccel_session_open(struct vaccel_session *session, const char *const *backends, size_t backends_count) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 0);
  put_text_list(call, backends, backends_count);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_session_close(struct vaccel_session *session) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 1);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_session_announce(
    struct vaccel_session *session,
    const struct vaccel_session_resource_manifest *manifest,
    struct vaccel_session_missing_file_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 2);
  put_resource_manifest(call, manifest);
  vaccel_call_invoke(call);
  get_missing_file_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_session_put(
    struct vaccel_session *session,
    const struct vaccel_resource *file,
    int64_t offset,
    const void *data,
    size_t data_length) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 3);
  vaccel_put_resource(call, file);
  vaccel_put_i64(call, offset);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_session_commit(struct vaccel_session *session, const struct vaccel_session_resource_manifest *manifest) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 4);
  put_resource_manifest(call, manifest);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_session_operations(struct vaccel_session *session, struct vaccel_session_operation_status_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 5);
  vaccel_call_invoke(call);
  get_operation_status_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_session_share(struct vaccel_session *session, int64_t region, int64_t length_bytes) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 6);
  vaccel_put_i64(call, region);
  vaccel_put_i64(call, length_bytes);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_session_model(struct vaccel_session *session, const char *name, struct vaccel_resource *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 7);
  vaccel_put_text(call, name);
  vaccel_call_invoke(call);
  vaccel_get_resource(call, result);
  return vaccel_call_end(call);
}

int vaccel_session_models(struct vaccel_session *session, struct vaccel_session_named_model_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_session_api, 8);
  vaccel_call_invoke(call);
  get_named_model_list(call, result);
  return vaccel_call_end(call);
}
