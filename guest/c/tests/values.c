/* Hashes, size arithmetic, limits of memory. */
#include "scripted.h"

#include "../src/core/frame.h"

#include <vaccel/blas.h>
#include <vaccel/call.h>
#include <vaccel/image.h>
#include <vaccel/noop.h>
#include <vaccel/session.h>
#include <vaccel/tensor.h>

static const struct vaccel_api *const apis[] = {
    &vaccel_noop_api, &vaccel_blas_api, &vaccel_image_api, &vaccel_tensor_api};
static uint8_t memory[VACCEL_MEMORY_MIN + 100];
static struct script script;
static struct vaccel_client client;
static struct vaccel_session session = {.client = &client, .number = 1};

static void connect_again(size_t shift) {
  script_connect(
      &script, &client, apis, sizeof apis / sizeof *apis, memory + shift, VACCEL_MEMORY_MIN);
}

static void require_hash(const char *text, size_t times, const char *expected) {
  struct vaccel_sha256 sha;
  uint8_t digest[32];
  char hex[65];
  vaccel_sha256_begin(&sha);
  for (size_t i = 0; i < times; i++) {
    vaccel_sha256_add(&sha, text, strlen(text));
  }
  vaccel_sha256_end(&sha, digest);
  for (int i = 0; i < 32; i++) {
    snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  }
  REQUIRE(strcmp(hex, expected) == 0);
}

/* Source: FIPS 180-4 examples (NIST, SHA_All.pdf). */
static void hashes(void) {
  require_hash("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  require_hash("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  require_hash(
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  require_hash("aaaaaaaaaa", 100000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static bool overflows(int64_t (*operation)(struct vaccel_call *, int64_t, int64_t), int64_t a, int64_t b) {
  struct vaccel_call call;
  memset(&client.error, 0, sizeof client.error);
  vaccel_call_begin(&call, &session, &vaccel_noop_api, 0);
  operation(&call, a, b);
  return client.error.code == VACCEL_SIZE_MISMATCH;
}

static void require_decimal(uint64_t number) {
  char expected[32];
  char digits[DECIMAL_SIZE];
  snprintf(expected, sizeof expected, "%llu", (unsigned long long)number);
  REQUIRE(strcmp(vaccel_decimal(number, digits), expected) == 0);
}

/* What is done without the compiler's division against what is done with it. */
static void numbers(void) {
  uint64_t state = 1;
  uint64_t product;
  for (int i = 0; i < 100000; i++) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t a = state >> (i % 64);
    uint64_t b = (state ^ UINT64_C(0x9e3779b97f4a7c15)) >> (i / 64 % 64);
    require_decimal(a);
    bool fits = a == 0 || b <= UINT64_MAX / a;
    REQUIRE(vaccel_product(a, b, &product) == fits && (!fits || product == a * b));
  }
  require_decimal(UINT64_MAX);
  require_decimal(0);
}

static void sizes(void) {
  numbers();
  REQUIRE(overflows(vaccel_add, INT64_MAX, 1) && !overflows(vaccel_add, INT64_MAX, 0));
  REQUIRE(overflows(vaccel_add, INT64_MIN, -1) && !overflows(vaccel_add, INT64_MIN, INT64_MAX));
  REQUIRE(overflows(vaccel_sub, INT64_MIN, 1) && overflows(vaccel_sub, 0, INT64_MIN));
  REQUIRE(!overflows(vaccel_sub, -1, INT64_MIN) && !overflows(vaccel_sub, INT64_MIN, 0));
  REQUIRE(overflows(vaccel_mul, INT64_MAX, 2) && overflows(vaccel_mul, INT64_MIN, -1));
  REQUIRE(overflows(vaccel_mul, INT64_C(1) << 32, INT64_C(1) << 31));
  REQUIRE(!overflows(vaccel_mul, INT64_C(1) << 32, -(INT64_C(1) << 31)));
  REQUIRE(!overflows(vaccel_mul, INT64_MIN, 1) && !overflows(vaccel_mul, INT64_MIN, 0));
}

static void bad_arguments(void) {
  float c = 0;
  int status = vaccel_blas_sgemm(
      &session, VACCEL_BLAS_TRANSPOSE_NONE, VACCEL_BLAS_TRANSPOSE_NONE, -2, 1, 1, 1, &c, 1, &c, 1, 0, &c, 1);
  REQUIRE(status == VACCEL_SIZE_MISMATCH && script.sent_length == 0 && !client.lost);
  REQUIRE(strstr(client.error.text, "blas.sgemm") != NULL);

  struct vaccel_tensor_named_tensor input = {"x", {.type = VACCEL_F32, .rank = 17}};
  struct vaccel_tensor_named_tensor_list outputs;
  status = vaccel_tensor_run(&session, (struct vaccel_tensor_model_handle){1}, &input, 1, NULL, 0, &outputs);
  REQUIRE(status == VACCEL_INVALID_ARGUMENT && script.sent_length == 0);
  REQUIRE(strcmp(client.error.text, "tensor of rank 17: expected at most 16") == 0);

  client.timeout_ns = -1;
  REQUIRE(vaccel_noop_noop(&session) == VACCEL_INVALID_ARGUMENT && script.sent_length == 0);
  client.timeout_ns = 0;
}

/* Arguments that do not fit the client's memory send nothing; the client goes on. */
static void long_arguments(void) {
  static struct vaccel_tensor_named_tensor inputs[300];
  static char page[INLINE_MAX];
  struct vaccel_tensor_named_tensor_list outputs;
  for (size_t i = 0; i < 300; i++) {
    inputs[i] = (struct vaccel_tensor_named_tensor){"x", {VACCEL_U8, 1, {INLINE_MAX}, {page, INLINE_MAX}}};
  }
  for (size_t shift = 0; shift < 80; shift++) {
    connect_again(shift);
    int status = vaccel_tensor_run(&session, (struct vaccel_tensor_model_handle){1}, inputs, 300, NULL, 0, &outputs);
    REQUIRE(status == VACCEL_EXHAUSTED && script.sent_length == 0 && !client.lost);
  }
  static char large[INLINE_MAX + 1];
  for (size_t i = 0; i < 300; i++) {
    inputs[i].tensor = (struct vaccel_tensor){VACCEL_U8, 1, {INLINE_MAX + 1}, {large, INLINE_MAX + 1}};
  }
  int status = vaccel_tensor_run(&session, (struct vaccel_tensor_model_handle){1}, inputs, 300, NULL, 0, &outputs);
  REQUIRE(status == VACCEL_EXHAUSTED && script.sent_length == 0);
  REQUIRE(strstr(client.error.text, "more than 256") != NULL);

  struct vaccel_client small;
  struct vaccel_link link = script_link(&script);
  struct vaccel_options options = {.memory = memory, .memory_size = 1000};
  REQUIRE(vaccel_connect(&small, &link, &options) == VACCEL_INVALID_ARGUMENT && small.lost);
}

/* A result that is too long is dropped whole: the next call is in step. */
static void long_results(void) {
  struct vaccel_image_label_list labels;
  struct vaccel_resource model = {{0}};
  connect_again(0);
  uint32_t length = 200000;
  for (int i = 0; i < 2; i++) {
    uint8_t *at = script.answer + script.answer_length;
    uint32_t payload = i == 0 ? length : 8;
    vaccel_put_header(at, OPCODE_REPLY, payload, client.sequence + 1 + (uint32_t)i, 1);
    memset(at + FRAME_HEADER, 0, payload);
    script.answer_length += FRAME_HEADER + payload;
  }
  REQUIRE(vaccel_image_classify(&session, &model, "x", 1, 5, &labels) == VACCEL_EXHAUSTED && !client.lost);
  REQUIRE(vaccel_noop_noop(&session) == 0);
}

/* A resource of two files goes in parts, as the agent asks; the client's memory holds the agent's list meanwhile. */
static void resources(void) {
  static char content[3][40000] = {"first", "second", "third"};
  static struct vaccel_session_resource_file files[] = {
      {.path = "a", .length_bytes = 40000}, {.path = "b/c", .length_bytes = 30000}, {.path = "d"}};
  const void *const contents[] = {content[0], content[1], content[2]};
  struct vaccel_resource resource;
  connect_again(0);
  session.number = 1;
  /* The hashes are known after a first try, which has no answer. */
  REQUIRE(vaccel_register_files(&session, true, files, contents, 3, &resource) == VACCEL_CONNECTION_LOST);
  connect_again(0);
  uint32_t sequence = client.sequence;
  uint8_t *at = script.answer;
  vaccel_put_header(at, OPCODE_REPLY, 8 + 8 + 2 * 40, ++sequence, 1);
  put_u64(at + 16, 0);
  put_u64(at + 24, 2);
  memcpy(at + 32, &files[0].hash, 32);
  put_u64(at + 64, 1000);
  memcpy(at + 72, &files[1].hash, 32);
  put_u64(at + 104, 0);
  at += 112;
  for (int i = 0; i < 3; i++) { /* put, put, commit */
    vaccel_put_header(at, OPCODE_REPLY, 8, ++sequence, 1);
    put_u64(at + 16, 0);
    at += 24;
  }
  script.answer_length = (size_t)(at - script.answer);
  REQUIRE(vaccel_register_files(&session, true, files, contents, 3, &resource) == 0);
  REQUIRE(script.answered == script.answer_length);
  size_t bulk = 0;
  for (size_t from = 0; from < script.sent_length; from += FRAME_HEADER + get_u32(script.sent + from)) {
    bulk += script.sent[from + 4] == OPCODE_BULK ? get_u32(script.sent + from) : 0;
  }
  REQUIRE(bulk == 39000 + 30000);
  REQUIRE(vaccel_register_files(&session, false, files, contents, 2, &resource) == VACCEL_INVALID_ARGUMENT);
}

int main(void) {
  hashes();
  connect_again(0);
  sizes();
  connect_again(0);
  bad_arguments();
  long_arguments();
  long_results();
  resources();
  puts("hashes, sizes, limits: right");
  return 0;
}
