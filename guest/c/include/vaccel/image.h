/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Questions about pictures. A picture travels as it was encoded (JPEG, PNG, BMP, GIF); decoding,
 * scaling and normalising happen beside the device, as the model's bundle says. Sizes and
 * coordinates in answers are pixels of the picture turned upright.
 *
 * <p>The operations on images take 1 to 256 pictures, each a tensor u8[n], and answer in
 * the same order. One that cannot be decoded fails the call, with its position in the message.
 */
#ifndef VACCEL_IMAGE_H
#define VACCEL_IMAGE_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_image_api;

enum vaccel_image_annotation {
  VACCEL_IMAGE_ANNOTATION_NONE = 0,
  VACCEL_IMAGE_ANNOTATION_PNG = 1,
  VACCEL_IMAGE_ANNOTATION_JPEG = 2
};

struct vaccel_image_depth_map {
  int32_t width;
  int32_t height;
  bool inverse;
  struct vaccel_tensor depth;
  struct vaccel_tensor annotated;
};

struct vaccel_image_detection {
  int32_t index;
  const char *text;
  float score;
  float left;
  float top;
  float right;
  float bottom;
};

struct vaccel_image_detection_list {
  const struct vaccel_image_detection *items;
  size_t count;
};

struct vaccel_image_detections {
  int32_t width;
  int32_t height;
  struct vaccel_image_detection_list items;
  struct vaccel_tensor annotated;
};

struct vaccel_image_key_point {
  int32_t index;
  const char *text;
  float score;
  float x;
  float y;
};

struct vaccel_image_label {
  int32_t index;
  const char *text;
  float score;
};

struct vaccel_image_label_list {
  const struct vaccel_image_label *items;
  size_t count;
};

struct vaccel_image_labels {
  int32_t width;
  int32_t height;
  struct vaccel_image_label_list items;
  struct vaccel_tensor annotated;
};

struct vaccel_image_mask_class {
  int32_t index;
  const char *text;
  float share;
};

struct vaccel_image_key_point_list {
  const struct vaccel_image_key_point *items;
  size_t count;
};

struct vaccel_image_pose {
  float score;
  struct vaccel_image_key_point_list points;
};

struct vaccel_image_pose_list {
  const struct vaccel_image_pose *items;
  size_t count;
};

struct vaccel_image_poses {
  int32_t width;
  int32_t height;
  struct vaccel_image_pose_list items;
  struct vaccel_tensor annotated;
};

struct vaccel_image_mask_class_list {
  const struct vaccel_image_mask_class *items;
  size_t count;
};

struct vaccel_image_segmentation {
  int32_t width;
  int32_t height;
  struct vaccel_image_mask_class_list classes;
  struct vaccel_tensor mask;
  struct vaccel_tensor annotated;
};

struct vaccel_image_labels_list {
  const struct vaccel_image_labels *items;
  size_t count;
};

struct vaccel_image_detections_list {
  const struct vaccel_image_detections *items;
  size_t count;
};

struct vaccel_image_segmentation_list {
  const struct vaccel_image_segmentation *items;
  size_t count;
};

struct vaccel_image_poses_list {
  const struct vaccel_image_poses *items;
  size_t count;
};

struct vaccel_image_depth_map_list {
  const struct vaccel_image_depth_map *items;
  size_t count;
};

/*
 * The most likely labels of a picture.
 *
 * model: a registered model bundle or bare model file with one image input
 * image: the encoded picture
 * top_k: number of labels wanted, 1 to 1000; fewer come back if the model has fewer
 * result: labels by falling score
 */
int vaccel_image_classify(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const void *image,
    size_t image_length,
    int32_t top_k,
    struct vaccel_image_label_list *result);

/*
 * The most likely labels of each picture.
 *
 * model: as for classify
 * images: the encoded pictures
 * top_k: number of labels wanted, 1 to 1000; fewer come back if the model has fewer
 * annotation: whether to send the pictures back, answers drawn into them
 */
int vaccel_image_classify_all(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    int32_t top_k,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_labels_list *result);

/*
 * The things in each picture.
 *
 * model: a registered model bundle whose task is detect
 * images: the encoded pictures
 * min_score: lowest score wanted, 0 to 1; the bundle's own threshold holds where it is
 * higher
 * limit: number of things wanted for each picture, 1 to 1000, those of the highest score
 * annotation: whether to send the pictures back, answers drawn into them
 */
int vaccel_image_detect(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    float min_score,
    int32_t limit,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_detections_list *result);

/*
 * The class of each part of each picture.
 *
 * model: a registered model bundle whose task is segment
 * images: the encoded pictures
 * annotation: whether to send the pictures back, answers drawn into them
 */
int vaccel_image_segment(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_segmentation_list *result);

/*
 * The bodies in each picture.
 *
 * model: a registered model bundle whose task is pose
 * images: the encoded pictures
 * min_score: lowest score of a point wanted, 0 to 1
 * limit: number of bodies wanted for each picture, 1 to 1000
 * annotation: whether to send the pictures back, answers drawn into them
 */
int vaccel_image_pose(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    float min_score,
    int32_t limit,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_poses_list *result);

/*
 * How far each part of each picture is.
 *
 * model: a registered model bundle whose task is depth
 * images: the encoded pictures
 * annotation: whether to send the pictures back, answers drawn into them
 */
int vaccel_image_depth(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct vaccel_tensor *images,
    size_t images_count,
    enum vaccel_image_annotation annotation,
    struct vaccel_image_depth_map_list *result);

#ifdef __cplusplus
}
#endif

#endif
