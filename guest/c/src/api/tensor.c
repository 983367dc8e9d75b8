/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/tensor.h>

static const struct vaccel_operation operations[] = {
  {"load", 1, UINT32_C(0xaa79ceb5)},
  {"describe", 2, UINT32_C(0xc818cdde)},
  {"run", 3, UINT32_C(0x5137fc11)},
  {"unload", 4, UINT32_C(0xe2f0a1cc)}
};

const struct vaccel_api vaccel_tensor_api = {
  "tensor", 4, 1, UINT64_C(0x5219aa0613df3162), operations, sizeof operations / sizeof *operations};

static void put_named_tensor(struct vaccel_call *call, const struct vaccel_tensor_named_tensor *value) {
  vaccel_put_text(call, value->name);
  vaccel_put_tensor(call, &value->tensor);
}

static void put_named_tensor_list(
    struct vaccel_call *call,
    const struct vaccel_tensor_named_tensor *items,
    size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    put_named_tensor(call, &items[i]);
  }
}

static void put_text_list(struct vaccel_call *call, const char *const *items, size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    vaccel_put_text(call, items[i]);
  }
}

static enum vaccel_tensor_element_type get_element_type(struct vaccel_call *call) {
  int64_t number = vaccel_get_i64(call);
  switch (number) {
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
      case 12:
      case 13:
      case 14:
        return (enum vaccel_tensor_element_type)number;
      default:
        vaccel_bad_enum(call, "the ElementType", number);
        return VACCEL_TENSOR_ELEMENT_TYPE_F16;
  }
}

static void get_i64_list(struct vaccel_call *call, struct vaccel_tensor_i64_list *list) {
  size_t count = vaccel_get_count(call, 8);
  int64_t *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    items[i] = vaccel_get_i64(call);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_tensor_info(struct vaccel_call *call, struct vaccel_tensor_tensor_info *value) {
  value->name = vaccel_get_text(call);
  value->element_type = get_element_type(call);
  get_i64_list(call, &value->dims);
}

static void get_tensor_info_list(struct vaccel_call *call, struct vaccel_tensor_tensor_info_list *list) {
  size_t count = vaccel_get_count(call, 24);
  struct vaccel_tensor_tensor_info *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_tensor_info(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_model_info(struct vaccel_call *call, struct vaccel_tensor_model_info *value) {
  value->backend = vaccel_get_text(call);
  value->device = vaccel_get_text(call);
  value->bytes = vaccel_get_i64(call);
  get_tensor_info_list(call, &value->inputs);
  get_tensor_info_list(call, &value->outputs);
}

static void get_named_tensor(struct vaccel_call *call, struct vaccel_tensor_named_tensor *value) {
  value->name = vaccel_get_text(call);
  vaccel_get_tensor(call, &value->tensor);
}

static void get_named_tensor_list(struct vaccel_call *call, struct vaccel_tensor_named_tensor_list *list) {
  size_t count = vaccel_get_count(call, 40);
  struct vaccel_tensor_named_tensor *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_named_tensor(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

int vaccel_tensor_load(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    struct vaccel_tensor_model_handle *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_tensor_api, 0);
  vaccel_put_resource(call, model);
  vaccel_call_invoke(call);
  result->value = vaccel_get_i64(call);
  return vaccel_call_end(call);
}

int vaccel_tensor_describe(
    struct vaccel_session *session,
    struct vaccel_tensor_model_handle model,
    struct vaccel_tensor_model_info *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_tensor_api, 1);
  vaccel_put_i64(call, model.value);
  vaccel_call_invoke(call);
  get_model_info(call, result);
  return vaccel_call_end(call);
}

int vaccel_tensor_run(
    struct vaccel_session *session,
    struct vaccel_tensor_model_handle model,
    const struct vaccel_tensor_named_tensor *inputs,
    size_t inputs_count,
    const char *const *outputs,
    size_t outputs_count,
    struct vaccel_tensor_named_tensor_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_tensor_api, 2);
  vaccel_put_i64(call, model.value);
  put_named_tensor_list(call, inputs, inputs_count);
  put_text_list(call, outputs, outputs_count);
  vaccel_call_invoke(call);
  get_named_tensor_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_tensor_unload(struct vaccel_session *session, struct vaccel_tensor_model_handle model) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_tensor_api, 3);
  vaccel_put_i64(call, model.value);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}
