/*
 * What generated code is made of: one call, from its first argument to its last result. Applications do not need it.
 *
 * vaccel_call_begin, then the arguments in the order in which they travel (vaccel_put_...), vaccel_call_invoke, the results
 * (vaccel_get_...), vaccel_call_end, whose value is the call's. A failure in between makes the rest of them do nothing.
 */
#ifndef VACCEL_CALL_H
#define VACCEL_CALL_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vaccel_call {
  struct vaccel_client *client;
  const struct vaccel_api *api;
  const struct vaccel_operation *operation;
  uint32_t session;
  bool invoked;
  uint8_t *frame; /* arguments: the frame; results: the payload */
  size_t at;      /* the next byte of it */
  size_t limit;   /* the end of arguments' room; of results */
  size_t taken;   /* results: where memory for them is free, from `frame` */
  size_t bulk_count;
  uint64_t bulk_at;    /* position in the bulk stream */
  uint64_t bulk_bytes; /* its length */
  size_t chunk;        /* bytes left of the BULK frame that is being read */
};

/* `operation`: place in api->operations. */
void vaccel_call_begin(
    struct vaccel_call *call, const struct vaccel_session *session, const struct vaccel_api *api, size_t operation);
void vaccel_call_invoke(struct vaccel_call *call);
int vaccel_call_end(struct vaccel_call *call);

void vaccel_put_i64(struct vaccel_call *call, int64_t value);
void vaccel_put_f32(struct vaccel_call *call, float value);
void vaccel_put_f64(struct vaccel_call *call, double value);
void vaccel_put_text(struct vaccel_call *call, const char *text); /* NULL: as "" */
void vaccel_put_resource(struct vaccel_call *call, const struct vaccel_resource *resource);
void vaccel_put_tensor(struct vaccel_call *call, const struct vaccel_tensor *tensor);
void vaccel_put_memory(struct vaccel_call *call, const void *memory, uint64_t length);

int64_t vaccel_get_i64(struct vaccel_call *call);
int64_t vaccel_get_range(struct vaccel_call *call, int64_t least, int64_t most);
float vaccel_get_f32(struct vaccel_call *call);
double vaccel_get_f64(struct vaccel_call *call);
const char *vaccel_get_text(struct vaccel_call *call); /* never NULL; ends at the first zero */
void vaccel_get_resource(struct vaccel_call *call, struct vaccel_resource *resource);
void vaccel_get_tensor(struct vaccel_call *call, struct vaccel_tensor *tensor);
void vaccel_get_bytes(struct vaccel_call *call, struct vaccel_bytes *bytes);
void vaccel_get_memory(struct vaccel_call *call, void *memory, uint64_t length); /* exactly as many */

/* A list's number of elements, each of which takes at least `least` bytes of the body. */
size_t vaccel_get_count(struct vaccel_call *call, size_t least);
/* Memory for `count` results of `size` bytes; NULL when there is none, and then the call has failed. */
void *vaccel_take(struct vaccel_call *call, size_t count, size_t size);
/* The number of a result that is none of its enum's. */
void vaccel_bad_enum(struct vaccel_call *call, const char *type, int64_t number);

/* Size expressions: leaving 64 bits, or below 0, fails the call with VACCEL_SIZE_MISMATCH. */
int64_t vaccel_add(struct vaccel_call *call, int64_t left, int64_t right);
int64_t vaccel_sub(struct vaccel_call *call, int64_t left, int64_t right);
int64_t vaccel_mul(struct vaccel_call *call, int64_t left, int64_t right);
int64_t vaccel_min(int64_t left, int64_t right);
int64_t vaccel_max(int64_t left, int64_t right);
uint64_t vaccel_size(struct vaccel_call *call, const char *parameter, int64_t size);

#ifdef __cplusplus
}
#endif

#endif
