/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/image.h>

static const struct vaccel_operation operations[] = {
  {"classify", 1, UINT32_C(0x2f2dbff9)},
  {"classifyAll", 2, UINT32_C(0x038909f8)},
  {"detect", 3, UINT32_C(0x8ce53be4)},
  {"segment", 4, UINT32_C(0x2729afdc)},
  {"pose", 5, UINT32_C(0x7ea5ddc1)},
  {"depth", 6, UINT32_C(0xbe2df687)}
};

const struct vaccel_api vaccel_image_api = {
  "image", 3, 1, UINT64_C(0xf2b1dddf60dada05), operations, sizeof operations / sizeof *operations};

static void put_tensor_list(struct vaccel_call *call, const struct vaccel_tensor *items, size_t count) {
  vaccel_put_i64(call, (int64_t)count);
  for (size_t i = 0; i < count; i++) {
    vaccel_put_tensor(call, &items[i]);
  }
}

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

static void get_labels(struct vaccel_call *call, struct vaccel_image_labels *value) {
  value->width = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->height = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  get_label_list(call, &value->items);
  vaccel_get_tensor(call, &value->annotated);
}

static void get_labels_list(struct vaccel_call *call, struct vaccel_image_labels_list *list) {
  size_t count = vaccel_get_count(call, 56);
  struct vaccel_image_labels *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_labels(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_detection(struct vaccel_call *call, struct vaccel_image_detection *value) {
  value->index = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->text = vaccel_get_text(call);
  value->score = vaccel_get_f32(call);
  value->left = vaccel_get_f32(call);
  value->top = vaccel_get_f32(call);
  value->right = vaccel_get_f32(call);
  value->bottom = vaccel_get_f32(call);
}

static void get_detection_list(struct vaccel_call *call, struct vaccel_image_detection_list *list) {
  size_t count = vaccel_get_count(call, 56);
  struct vaccel_image_detection *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_detection(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_detections(struct vaccel_call *call, struct vaccel_image_detections *value) {
  value->width = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->height = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  get_detection_list(call, &value->items);
  vaccel_get_tensor(call, &value->annotated);
}

static void get_detections_list(struct vaccel_call *call, struct vaccel_image_detections_list *list) {
  size_t count = vaccel_get_count(call, 56);
  struct vaccel_image_detections *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_detections(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_mask_class(struct vaccel_call *call, struct vaccel_image_mask_class *value) {
  value->index = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->text = vaccel_get_text(call);
  value->share = vaccel_get_f32(call);
}

static void get_mask_class_list(struct vaccel_call *call, struct vaccel_image_mask_class_list *list) {
  size_t count = vaccel_get_count(call, 24);
  struct vaccel_image_mask_class *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_mask_class(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_segmentation(struct vaccel_call *call, struct vaccel_image_segmentation *value) {
  value->width = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->height = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  get_mask_class_list(call, &value->classes);
  vaccel_get_tensor(call, &value->mask);
  vaccel_get_tensor(call, &value->annotated);
}

static void get_segmentation_list(struct vaccel_call *call, struct vaccel_image_segmentation_list *list) {
  size_t count = vaccel_get_count(call, 88);
  struct vaccel_image_segmentation *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_segmentation(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_key_point(struct vaccel_call *call, struct vaccel_image_key_point *value) {
  value->index = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->text = vaccel_get_text(call);
  value->score = vaccel_get_f32(call);
  value->x = vaccel_get_f32(call);
  value->y = vaccel_get_f32(call);
}

static void get_key_point_list(struct vaccel_call *call, struct vaccel_image_key_point_list *list) {
  size_t count = vaccel_get_count(call, 40);
  struct vaccel_image_key_point *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_key_point(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_pose(struct vaccel_call *call, struct vaccel_image_pose *value) {
  value->score = vaccel_get_f32(call);
  get_key_point_list(call, &value->points);
}

static void get_pose_list(struct vaccel_call *call, struct vaccel_image_pose_list *list) {
  size_t count = vaccel_get_count(call, 16);
  struct vaccel_image_pose *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_pose(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_poses(struct vaccel_call *call, struct vaccel_image_poses *value) {
  value->width = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->height = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  get_pose_list(call, &value->items);
  vaccel_get_tensor(call, &value->annotated);
}

static void get_poses_list(struct vaccel_call *call, struct vaccel_image_poses_list *list) {
  size_t count = vaccel_get_count(call, 56);
  struct vaccel_image_poses *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_poses(call, &items[i]);
  }
  list->items = items;
  list->count = items == NULL ? 0 : count;
}

static void get_depth_map(struct vaccel_call *call, struct vaccel_image_depth_map *value) {
  value->width = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->height = (int32_t)vaccel_get_range(call, INT32_MIN, INT32_MAX);
  value->inverse = vaccel_get_range(call, 0, 1) != 0;
  vaccel_get_tensor(call, &value->depth);
  vaccel_get_tensor(call, &value->annotated);
}

static void get_depth_map_list(struct vaccel_call *call, struct vaccel_image_depth_map_list *list) {
  size_t count = vaccel_get_count(call, 88);
  struct vaccel_image_depth_map *items = vaccel_take(call, count, sizeof *items);
  for (size_t i = 0; i < count && items != NULL; i++) {
    get_depth_map(call, &items[i]);
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

int vaccel_image_classify_all(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    int32_t top_k,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_labels_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 1);
  vaccel_put_resource(call, model);
  put_tensor_list(call, images, images_count);
  vaccel_put_i64(call, top_k);
  vaccel_put_i64(call, (int64_t)annotation);
  vaccel_call_invoke(call);
  get_labels_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_image_detect(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    float min_score,
    int32_t limit,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_detections_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 2);
  vaccel_put_resource(call, model);
  put_tensor_list(call, images, images_count);
  vaccel_put_f32(call, min_score);
  vaccel_put_i64(call, limit);
  vaccel_put_i64(call, (int64_t)annotation);
  vaccel_call_invoke(call);
  get_detections_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_image_segment(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_segmentation_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 3);
  vaccel_put_resource(call, model);
  put_tensor_list(call, images, images_count);
  vaccel_put_i64(call, (int64_t)annotation);
  vaccel_call_invoke(call);
  get_segmentation_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_image_pose(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    float min_score,
    int32_t limit,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_poses_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 4);
  vaccel_put_resource(call, model);
  put_tensor_list(call, images, images_count);
  vaccel_put_f32(call, min_score);
  vaccel_put_i64(call, limit);
  vaccel_put_i64(call, (int64_t)annotation);
  vaccel_call_invoke(call);
  get_poses_list(call, result);
  return vaccel_call_end(call);
}

int vaccel_image_depth(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_depth_map_list *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_image_api, 5);
  vaccel_put_resource(call, model);
  put_tensor_list(call, images, images_count);
  vaccel_put_i64(call, (int64_t)annotation);
  vaccel_call_invoke(call);
  get_depth_map_list(call, result);
  return vaccel_call_end(call);
}
