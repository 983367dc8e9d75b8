/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * Questions about pictures. The picture travels as it was encoded (JPEG, PNG, BMP, GIF, WebP);
 * decoding, scaling and normalising happen beside the device, as the model's bundle says.
 */
#ifndef VACCEL_IMAGE_H
#define VACCEL_IMAGE_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_image_api;

struct vaccel_image_label {
  int32_t index;
  const char *text;
  float score;
};

struct vaccel_image_label_list {
  const struct vaccel_image_label *items;
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

#ifdef __cplusplus
}
#endif

#endif
