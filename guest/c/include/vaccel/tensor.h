/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/* Runs any model on tensors. Models belong to the session and are unloaded when it closes. */
#ifndef VACCEL_TENSOR_H
#define VACCEL_TENSOR_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_tensor_api;

enum vaccel_tensor_element_type {
  VACCEL_TENSOR_ELEMENT_TYPE_F16 = 1,
  VACCEL_TENSOR_ELEMENT_TYPE_BF16 = 2,
  VACCEL_TENSOR_ELEMENT_TYPE_F32 = 3,
  VACCEL_TENSOR_ELEMENT_TYPE_F64 = 4,
  VACCEL_TENSOR_ELEMENT_TYPE_I8 = 5,
  VACCEL_TENSOR_ELEMENT_TYPE_U8 = 6,
  VACCEL_TENSOR_ELEMENT_TYPE_I16 = 7,
  VACCEL_TENSOR_ELEMENT_TYPE_U16 = 8,
  VACCEL_TENSOR_ELEMENT_TYPE_I32 = 9,
  VACCEL_TENSOR_ELEMENT_TYPE_U32 = 10,
  VACCEL_TENSOR_ELEMENT_TYPE_I64 = 11,
  VACCEL_TENSOR_ELEMENT_TYPE_U64 = 12,
  VACCEL_TENSOR_ELEMENT_TYPE_BOOL = 13,
  VACCEL_TENSOR_ELEMENT_TYPE_STRING = 14
};

/* Valid in the session that made it. */
struct vaccel_tensor_model_handle {
  int64_t value;
};

struct vaccel_tensor_i64_list {
  const int64_t *items;
  size_t count;
};

struct vaccel_tensor_tensor_info {
  const char *name;
  enum vaccel_tensor_element_type element_type;
  struct vaccel_tensor_i64_list dims;
};

struct vaccel_tensor_tensor_info_list {
  const struct vaccel_tensor_tensor_info *items;
  size_t count;
};

struct vaccel_tensor_model_info {
  const char *backend;
  const char *device;
  int64_t bytes;
  struct vaccel_tensor_tensor_info_list inputs;
  struct vaccel_tensor_tensor_info_list outputs;
};

struct vaccel_tensor_named_tensor {
  const char *name;
  struct vaccel_tensor tensor;
};

struct vaccel_tensor_named_tensor_list {
  const struct vaccel_tensor_named_tensor *items;
  size_t count;
};

/*
 * Loads a model.
 *
 * model: a registered model file or bundle
 * result: handle for the other operations, valid in this session only
 */
int vaccel_tensor_load(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    struct vaccel_tensor_model_handle *result);

/* What the model says of itself. */
int vaccel_tensor_describe(
    struct vaccel_session *session,
    struct vaccel_tensor_model_handle model,
    struct vaccel_tensor_model_info *result);

/*
 * Runs the model once.
 *
 * model: a loaded model
 * inputs: a value for each input of the model, in any order
 * outputs: names of the outputs wanted, in the order wanted; empty: all of them
 * result: the outputs, backed by memory that the garbage collector frees
 */
int vaccel_tensor_run(
    struct vaccel_session *session,
    struct vaccel_tensor_model_handle model,
    const struct vaccel_tensor_named_tensor *inputs,
    size_t inputs_count,
    const char *const *outputs,
    size_t outputs_count,
    struct vaccel_tensor_named_tensor_list *result);

/* Releases the model; its handle is "not found" from now on. */
int vaccel_tensor_unload(struct vaccel_session *session, struct vaccel_tensor_model_handle model);

#ifdef __cplusplus
}
#endif

#endif
