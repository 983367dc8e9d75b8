#include "frame.h"

#include <vaccel/call.h>

#include <string.h>

/* Room for `length` more bytes of the body; NULL: there is none, or the call has failed before. */
static uint8_t *room(struct vaccel_call *call, uint64_t length) {
  struct vaccel_client *client = call->client;
  if (client->error.code != 0) {
    return NULL;
  }
  if (length > call->limit - call->at) {
    vaccel_fail(
        client,
        VACCEL_EXHAUSTED,
        "arguments of more than %d bytes: give the client more memory",
        (int64_t)(call->limit - FRAME_HEADER));
    return NULL;
  }
  uint8_t *at = call->frame + call->at;
  call->at += (size_t)length;
  return at;
}

void vaccel_put_i64(struct vaccel_call *call, int64_t value) {
  uint8_t *at = room(call, 8);
  if (at != NULL) {
    put_u64(at, (uint64_t)value);
  }
}

void vaccel_put_f32(struct vaccel_call *call, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  vaccel_put_i64(call, bits);
}

void vaccel_put_f64(struct vaccel_call *call, double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  vaccel_put_i64(call, bits);
}

static void put_padded(struct vaccel_call *call, const void *bytes, size_t length) {
  uint8_t *at = room(call, (uint64_t)length + padding(length));
  if (at != NULL && length > 0) {
    memcpy(at, bytes, length);
  }
  if (at != NULL) {
    memset(at + length, 0, padding(length));
  }
}

void vaccel_put_text(struct vaccel_call *call, const char *text) {
  size_t length = text == NULL ? 0 : text_length(text);
  vaccel_put_i64(call, (int64_t)length);
  put_padded(call, text, length);
}

void vaccel_put_resource(struct vaccel_call *call, const struct vaccel_resource *resource) {
  put_padded(call, resource->sha256, sizeof resource->sha256);
}

void vaccel_put_memory(struct vaccel_call *call, const void *memory, uint64_t length) {
  bool bulk = length > INLINE_MAX;
  vaccel_put_i64(call, (int64_t)length);
  vaccel_put_i64(call, bulk ? 1 : 0);
  if (!bulk) {
    put_padded(call, memory, (size_t)length);
    return;
  }
  struct vaccel_client *client = call->client;
  if (client->error.code != 0) {
    return;
  }
  if (call->bulk_count == BULK_MAX || call->limit - call->at < sizeof(struct bulk_entry)) {
    vaccel_fail(
        client,
        VACCEL_EXHAUSTED,
        "%s.%s: more than %d pieces of memory above %d bytes, or too little memory of the client for them",
        call->api->name,
        call->operation->name,
        (int64_t)call->bulk_count,
        (int64_t)INLINE_MAX);
    return;
  }
  call->limit -= sizeof(struct bulk_entry);
  struct bulk_entry *entry = (struct bulk_entry *)(void *)(call->frame + call->limit);
  *entry = (struct bulk_entry){memory, length};
  call->bulk_count++;
  uint64_t from = call->bulk_bytes + (-call->bulk_bytes & (BULK_ALIGNMENT - 1));
  if (length > INT64_MAX - from) {
    vaccel_fail(client, VACCEL_SIZE_MISMATCH, "memory of more than 2^63 bytes");
    return;
  }
  call->bulk_bytes = from + length;
}

void vaccel_put_tensor(struct vaccel_call *call, const struct vaccel_tensor *tensor) {
  if (tensor->rank > VACCEL_RANK_MAX) {
    vaccel_fail(
        call->client,
        VACCEL_INVALID_ARGUMENT,
        "tensor of rank %d: expected at most %d",
        (int64_t)tensor->rank,
        (int64_t)VACCEL_RANK_MAX);
    return;
  }
  vaccel_put_i64(call, tensor->type);
  vaccel_put_i64(call, tensor->rank);
  for (uint32_t i = 0; i < tensor->rank; i++) {
    vaccel_put_i64(call, tensor->dims[i]);
  }
  vaccel_put_memory(call, tensor->data.data, tensor->data.length);
}
