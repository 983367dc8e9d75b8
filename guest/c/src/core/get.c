#include "frame.h"

#include <vaccel/call.h>

#include <string.h>

/* Says which call it was, but not what it held. */
static void malformed(struct vaccel_call *call, const char *what, int64_t value) {
  if (call->client->error.code == 0) {
    vaccel_fail(
        call->client,
        VACCEL_MALFORMED_BODY,
        "%s%s%s: the agent's answer has %s %d",
        call->api == NULL ? "handshake" : call->api->name,
        call->api == NULL ? "" : ".",
        call->api == NULL ? "" : call->operation->name,
        what,
        value);
  }
}

bool vaccel_has(struct vaccel_call *call, uint64_t length) {
  if (call->client->error.code == 0 && length > call->limit - call->at) {
    malformed(call, "too few bytes; wanted", (int64_t)length);
  }
  return call->client->error.code == 0;
}

/* The next bytes of the body, NULL after a failure. */
static const uint8_t *next(struct vaccel_call *call, uint64_t length) {
  if (!vaccel_has(call, length)) {
    return NULL;
  }
  const uint8_t *at = call->frame + call->at;
  call->at += (size_t)length;
  return at;
}

int64_t vaccel_get_i64(struct vaccel_call *call) {
  const uint8_t *at = next(call, 8);
  return at == NULL ? 0 : (int64_t)get_u64(at);
}

int64_t vaccel_get_range(struct vaccel_call *call, int64_t least, int64_t most) {
  int64_t value = vaccel_get_i64(call);
  if (call->client->error.code != 0) {
    return 0;
  }
  if (value < least || value > most) {
    malformed(call, "a number out of its range:", value);
    return 0;
  }
  return value;
}

float vaccel_get_f32(struct vaccel_call *call) {
  uint32_t bits = (uint32_t)vaccel_get_i64(call);
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

double vaccel_get_f64(struct vaccel_call *call) {
  int64_t bits = vaccel_get_i64(call);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Memory of the client behind all that is in use. */
static void *take(struct vaccel_call *call, uint64_t bytes, size_t alignment) {
  struct vaccel_client *client = call->client;
  if (client->error.code != 0) {
    return NULL;
  }
  size_t from = call->taken + (size_t)(-(uintptr_t)(call->frame + call->taken) & (alignment - 1));
  if (from > client->area_size || bytes > client->area_size - from) {
    vaccel_fail(
        client,
        VACCEL_EXHAUSTED,
        "%s.%s: results need %d bytes more than the client's memory of %d holds",
        call->api == NULL ? "session" : call->api->name,
        call->api == NULL ? "hello" : call->operation->name,
        (int64_t)(bytes - (from > client->area_size ? 0 : client->area_size - from)),
        (int64_t)client->area_size);
    return NULL;
  }
  call->taken = from + (size_t)bytes;
  return call->frame + from;
}

void *vaccel_take(struct vaccel_call *call, size_t count, size_t size) {
  return take(call, (uint64_t)count * size, 16);
}

const char *vaccel_get_text(struct vaccel_call *call) {
  uint64_t length = (uint64_t)vaccel_get_i64(call);
  if (length > INT64_MAX) {
    malformed(call, "a text of length", (int64_t)length);
  }
  const uint8_t *from = next(call, length + padding(length));
  if (from != NULL && !vaccel_is_utf8(from, (size_t)length)) {
    malformed(call, "a text that is no UTF-8, of length", (int64_t)length);
  }
  char *text = take(call, length + 1, 1);
  if (text == NULL) {
    return "";
  }
  memcpy(text, from, (size_t)length);
  text[length] = 0;
  return text;
}

void vaccel_get_resource(struct vaccel_call *call, struct vaccel_resource *resource) {
  const uint8_t *from = next(call, sizeof resource->sha256);
  memset(resource, 0, sizeof *resource);
  if (from != NULL) {
    memcpy(resource->sha256, from, sizeof resource->sha256);
  }
}

/* Length of the memory that follows; true where it is in the bulk stream, the next byte of which it is then. */
static bool memory_header(struct vaccel_call *call, uint64_t *length) {
  *length = (uint64_t)vaccel_get_range(call, 0, INT64_MAX);
  int64_t place = vaccel_get_range(call, 0, 1);
  if (call->client->error.code != 0) {
    *length = 0;
    return false;
  }
  if ((place == 1) != (*length > INLINE_MAX)) {
    malformed(call, "memory in the wrong place, of length", (int64_t)*length);
    return false;
  }
  if (place == 1) {
    uint64_t gap = -call->bulk_at & (BULK_ALIGNMENT - 1);
    if (gap > call->bulk_bytes - call->bulk_at || *length > call->bulk_bytes - call->bulk_at - gap) {
      malformed(call, "more memory than its bulk stream, of length", (int64_t)*length);
      return false;
    }
    vaccel_receive_bulk(call, NULL, gap);
  }
  return place == 1;
}

static void memory_content(struct vaccel_call *call, bool bulk, void *memory, uint64_t length) {
  if (bulk) {
    vaccel_receive_bulk(call, memory, length);
    return;
  }
  const uint8_t *from = next(call, length + padding(length));
  if (from != NULL && length > 0) {
    memcpy(memory, from, (size_t)length);
  }
}

void vaccel_get_memory(struct vaccel_call *call, void *memory, uint64_t length) {
  uint64_t came;
  bool bulk = memory_header(call, &came);
  if (call->client->error.code == 0 && came != length) {
    malformed(call, "memory of the wrong length", (int64_t)came);
  }
  if (call->client->error.code == 0) {
    memory_content(call, bulk, memory, length);
  }
}

void vaccel_get_bytes(struct vaccel_call *call, struct vaccel_bytes *bytes) {
  uint64_t length;
  bool bulk = memory_header(call, &length);
  bytes->data = NULL;
  bytes->length = 0;
  void *memory = take(call, length, BULK_ALIGNMENT);
  if (memory != NULL) {
    memory_content(call, bulk, memory, length);
    bytes->data = memory;
    bytes->length = (size_t)length;
  }
}

/* Bytes of an element; 0: elements of their own lengths. Source: docs/protocol.md, section 8. */
static uint64_t element_size(int64_t type) {
  static const uint8_t sizes[] = {0, 2, 2, 4, 8, 1, 1, 2, 2, 4, 4, 8, 8, 1, 0};
  return sizes[type];
}

void vaccel_get_tensor(struct vaccel_call *call, struct vaccel_tensor *tensor) {
  memset(tensor, 0, sizeof *tensor);
  tensor->type = (int32_t)vaccel_get_range(call, VACCEL_F16, VACCEL_STRING);
  tensor->rank = (uint32_t)vaccel_get_range(call, 0, VACCEL_RANK_MAX);
  uint64_t elements = 1;
  bool fits = true;
  bool empty = false;
  for (uint32_t i = 0; i < tensor->rank; i++) {
    tensor->dims[i] = vaccel_get_range(call, 0, INT64_MAX);
    uint64_t extent = (uint64_t)tensor->dims[i];
    empty |= extent == 0;
    fits &= extent == 0 || (vaccel_product(elements, extent, &elements) && elements <= (uint64_t)INT64_MAX / 8);
  }
  elements = empty ? 0 : elements;
  vaccel_get_bytes(call, &tensor->data);
  uint64_t size = call->client->error.code == 0 ? element_size(tensor->type) : 0;
  if (call->client->error.code == 0 && ((!fits && !empty) || (size != 0 && tensor->data.length != elements * size))) {
    malformed(call, "a tensor whose data does not fit its shape, of length", (int64_t)tensor->data.length);
  }
}

size_t vaccel_get_count(struct vaccel_call *call, size_t least) {
  uint64_t count = (uint64_t)vaccel_get_i64(call);
  if (call->client->error.code == 0 && count > (size_t)(call->limit - call->at) / least) {
    malformed(call, "a list of length", (int64_t)count);
  }
  return call->client->error.code == 0 ? (size_t)count : 0;
}

void vaccel_bad_enum(struct vaccel_call *call, const char *type, int64_t number) { malformed(call, type, number); }
