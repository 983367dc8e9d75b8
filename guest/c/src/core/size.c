#include "frame.h"

#include <vaccel/call.h>

static int64_t overflow(struct vaccel_call *call) {
  if (call->client->error.code == 0) {
    vaccel_fail(
        call->client,
        VACCEL_SIZE_MISMATCH,
        "%s.%s: sizes that leave 64 bits",
        call->api->name,
        call->operation->name);
  }
  return 0;
}

int64_t vaccel_add(struct vaccel_call *call, int64_t left, int64_t right) {
  bool fits = right >= 0 ? left <= INT64_MAX - right : left >= INT64_MIN - right;
  return fits ? left + right : overflow(call);
}

int64_t vaccel_sub(struct vaccel_call *call, int64_t left, int64_t right) {
  bool fits = right >= 0 ? left >= INT64_MIN + right : left <= INT64_MAX + right;
  return fits ? left - right : overflow(call);
}

int64_t vaccel_mul(struct vaccel_call *call, int64_t left, int64_t right) {
  uint64_t a = left < 0 ? 0 - (uint64_t)left : (uint64_t)left;
  uint64_t b = right < 0 ? 0 - (uint64_t)right : (uint64_t)right;
  bool negative = (left < 0) != (right < 0);
  uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
  uint64_t product;
  if (!vaccel_product(a, b, &product) || product > limit) {
    return overflow(call);
  }
  return (int64_t)(negative ? 0 - product : product);
}

int64_t vaccel_min(int64_t left, int64_t right) { return left < right ? left : right; }

int64_t vaccel_max(int64_t left, int64_t right) { return left > right ? left : right; }

uint64_t vaccel_size(struct vaccel_call *call, const char *parameter, int64_t size) {
  if (call->client->error.code == 0 && (size < 0 || (uint64_t)size > PTRDIFF_MAX)) {
    vaccel_fail(
        call->client,
        VACCEL_SIZE_MISMATCH,
        "%s.%s: %s would have %d bytes",
        call->api->name,
        call->operation->name,
        parameter,
        size);
  }
  return call->client->error.code == 0 ? (uint64_t)size : 0;
}
