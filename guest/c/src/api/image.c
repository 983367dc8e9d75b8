/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/image.h>

static const struct vaccel_operation operations[] = {
  {"classify", 1, UINT32_C(0x2f2dbff9)}
};

const struct vaccel_api vaccel_image_api = {
  "image", 3, 1, UINT64_C(0x2f2dbff99cedeb82), operations, sizeof operations / sizeof *operations};

static void get_label(struct vaccel_call *call, struct vaccel_image_label *value) {
  value->index = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->text = vaccel_get_text(call);
  value->score = vaccel_get_f32(call);
}

static void get_label_list(struct vaccel_call *call, struct vaccel_image_label_list *list) {
  size_t count = vaccel_get_count(call, 24);
  struct vaccel_image_label *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_label(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

int vaccel_image_classify(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const void *image,
    size_t image_length,
    int32_t top_k,
    struct vaccel_image_label_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 0);
  vaccel_put_resource(call, model);
  vaccel_put_i64(call, top_k);
  vaccel_put_memory(call, image, image_length);
  vaccel_call_invoke(call);
  get_label_list(call, result);
  return vaccel_call_end(call);
}
