/* The client writes the bytes of docs/protocol/golden and reads what they say: as the Java side does. */
#include "scripted.h"

#include "../src/core/frame.h"

#include <vaccel/blas.h>
#include <vaccel/exec.h>
#include <vaccel/image.h>
#include <vaccel/noop.h>
#include <vaccel/session.h>
#include <vaccel/tensor.h>

#include <dirent.h>

static const struct vaccel_api *const apis[] = {
    &vaccel_noop_api, &vaccel_blas_api, &vaccel_image_api, &vaccel_tensor_api, &vaccel_exec_api};
static uint8_t memory[1 << 20];
static struct script script;
static struct vaccel_client client;
static struct vaccel_session session = {.client = &client};
static const char *directory;
static const struct vaccel_resource resource = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}};

/* The next call is the vectors'. */
static void begin(uint32_t number, const char *answer) {
  script_clear(&script);
  script_answers(&script, directory, answer);
  client.sequence = 0x00010002;
  session.number = number;
}

static bool same(double left, double right) { return !(left < right) && !(left > right); }

static void hello(void) {
  static const struct vaccel_operation operations[] = {{"one", 1, 0x11223344}, {"two", 2, 0xfffefdfc}};
  static const struct vaccel_api noop = {"noop", 1, 1, UINT64_C(0x0102030405060708), operations, 2};
  static const struct vaccel_api other = {"other", 300, 7, UINT64_C(0xf1f2f3f4f5f6f7f8), NULL, 0};
  static const struct vaccel_api *const both[] = {&noop, &other};
  struct vaccel_client one;
  struct vaccel_link link = script_link(&script);
  struct vaccel_options options = {
      .name = "golden",
      .credential = "secret-9",
      .apis = both,
      .api_count = 2,
      .memory = memory,
      .memory_size = sizeof memory};
  script_clear(&script);
  script_answers(&script, directory, "welcome");
  REQUIRE(vaccel_connect(&one, &link, &options) == 0);
  /* It names the session API by itself: first of them, which the vector does not have. */
  size_t count_at = FRAME_HEADER + 24 + 16 + 16;
  size_t extra = 16 + 8 * vaccel_session_api.operation_count;
  REQUIRE(get_u64(script.sent + count_at) == 3);
  REQUIRE(get_u16(script.sent + count_at + 8) == 64);
  memmove(
      script.sent + count_at + 8,
      script.sent + count_at + 8 + extra,
      script.sent_length - count_at - 8 - extra);
  script.sent_length -= extra;
  put_u64(script.sent + count_at, 2);
  put_u32(script.sent, get_u32(script.sent) - (uint32_t)extra);
  require_sent(&script, directory, "hello");
  REQUIRE(one.max_payload == 1 << 20 && one.max_bytes == UINT64_C(1) << 32);
  REQUIRE(!vaccel_serves(&one, &noop, 1) && vaccel_serves(&one, &noop, 2) && !vaccel_serves(&one, &other, 1));
}

static void refused(void) {
  struct vaccel_client one;
  struct vaccel_link link = script_link(&script);
  struct vaccel_options options = {.memory = memory, .memory_size = sizeof memory};
  script_clear(&script);
  script_answers(&script, directory, "refused");
  REQUIRE(vaccel_connect(&one, &link, &options) == VACCEL_VERSION_MISMATCH);
  REQUIRE(one.lost && strcmp(one.error.text, "client speaks 7 to 9, this agent 1") == 0);
}

static void noop(void) {
  begin(1, "reply-noop");
  REQUIRE(vaccel_noop_noop(&session) == 0);
  require_sent(&script, directory, "call-noop");

  char output[8] = "";
  begin(1, "reply-echo-inline");
  client.timeout_ns = INT64_C(5000000000);
  REQUIRE(vaccel_noop_echo(&session, "vaccel", 6, output) == 0);
  client.timeout_ns = 0;
  require_sent(&script, directory, "call-echo-inline");
  REQUIRE(strcmp(output, "vaccel") == 0);
}

static void blas(void) {
  static float a[4097], b[4097];
  for (int i = 0; i < 4097; i++) {
    a[i] = 0.5f;
    b[i] = 2;
  }
  float c = 0;
  begin(1, "reply-sgemm");
  REQUIRE(
      vaccel_blas_sgemm(
          &session, VACCEL_BLAS_TRANSPOSE_NONE, VACCEL_BLAS_TRANSPOSE_NONE, 1, 1, 4097, 1, a, 4097, b, 1, 0, &c, 1) == 0);
  require_sent(&script, directory, "call-sgemm-bulk");
  REQUIRE(same((double)c, 4097));

  double da[] = {1, 2}, db[] = {3, 4, 5, 6}, dc[] = {7, 8};
  begin(1, "reply-dgemm");
  REQUIRE(
      vaccel_blas_dgemm(
          &session,
          VACCEL_BLAS_TRANSPOSE_TRANSPOSE,
          VACCEL_BLAS_TRANSPOSE_NONE,
          1,
          2,
          2,
          -1.5,
          da,
          1,
          db,
          2,
          0.25,
          dc,
          2) == 0);
  require_sent(&script, directory, "call-dgemm");
  REQUIRE(same(dc[0], 9) && same(dc[1], 10));
}

static void image(void) {
  struct vaccel_image_label_list labels;
  begin(2, "reply-classify");
  REQUIRE(vaccel_image_classify(&session, &resource, "\x89PNG\r\n", 6, 5, &labels) == 0);
  require_sent(&script, directory, "call-classify");
  REQUIRE(labels.count == 2 && labels.items[0].index == 281 && labels.items[1].index == 7);
  REQUIRE(strcmp(labels.items[0].text, "tabby cat") == 0 && strcmp(labels.items[1].text, "") == 0);
  REQUIRE(same((double)labels.items[0].score, 0.75) && same((double)labels.items[1].score, 0.125));
}

static void masks(void) {
  const struct vaccel_tensor images[] = {
      {VACCEL_U8, 1, {3}, {"\x89PN", 3}}, {VACCEL_U8, 1, {2}, {"BM", 2}}};
  struct vaccel_image_segmentation_list result;
  begin(2, "reply-segment");
  REQUIRE(vaccel_image_segment(&session, &resource, images, 2, VACCEL_IMAGE_ANNOTATION_PNG, &result) == 0);
  require_sent(&script, directory, "call-segment");
  REQUIRE(result.count == 2);
  const struct vaccel_image_segmentation *first = &result.items[0];
  const struct vaccel_image_segmentation *second = &result.items[1];
  REQUIRE(first->width == 640 && first->height == 480 && first->classes.count == 2);
  REQUIRE(first->classes.items[0].index == 15 && strcmp(first->classes.items[0].text, "person") == 0);
  REQUIRE(same((double)first->classes.items[1].share, 0.25));
  REQUIRE(first->mask.rank == 2 && first->mask.data.length == 4);
  REQUIRE(memcmp(first->mask.data.data, "\x0f\x0f\x0f\0", 4) == 0);
  REQUIRE(first->annotated.data.length == 3 && memcmp(first->annotated.data.data, "\x89PN", 3) == 0);
  REQUIRE(second->classes.count == 0 && second->mask.data.length == 0 && second->annotated.dims[0] == 0);
}

static void tensor(void) {
  static const float x[] = {1, -2, 0.5f};
  static const char texts[] = "\2\0\0\0ab\0\0\0\0\1\0\0\0c";
  const struct vaccel_tensor_named_tensor inputs[] = {
      {"x", {VACCEL_F32, 2, {1, 3}, {x, sizeof x}}},
      {"labels", {VACCEL_STRING, 1, {3}, {texts, sizeof texts - 1}}},
      {"scalar", {VACCEL_BOOL, 0, {0}, {"\1", 1}}}};
  const char *const outputs[] = {"y"};
  struct vaccel_tensor_named_tensor_list result;
  begin(2, "reply-tensor-run");
  REQUIRE(
      vaccel_tensor_run(&session, (struct vaccel_tensor_model_handle){-2}, inputs, 3, outputs, 1, &result) == 0);
  require_sent(&script, directory, "call-tensor-run");
  REQUIRE(result.count == 1 && strcmp(result.items[0].name, "y") == 0);
  const struct vaccel_tensor *y = &result.items[0].tensor;
  REQUIRE(y->type == VACCEL_U8 && y->rank == 2 && y->dims[0] == 130 && y->dims[1] == 128);
  REQUIRE(y->data.length == 16640 && (uintptr_t)y->data.data % 64 == 0);
  for (size_t i = 0; i < y->data.length; i++) {
    REQUIRE(((const uint8_t *)y->data.data)[i] == 0x2a);
  }
}

static void exec(void) {
  double values[] = {1, 2}, factor = 2.5;
  struct vaccel_exec_exec_argument arguments[] = {
      {.kind = VACCEL_EXEC_EXEC_KIND_F64},
      {.kind = VACCEL_EXEC_EXEC_KIND_BUFFER_INOUT, .data = {values, sizeof values}}};
  memcpy(&arguments[0].bits, &factor, sizeof factor);
  struct vaccel_exec_exec_result result;
  begin(2, "reply-exec");
  REQUIRE(vaccel_exec_call(&session, &resource, "scale", VACCEL_EXEC_EXEC_KIND_I32, arguments, 2, &result) == 0);
  require_sent(&script, directory, "call-exec");
  double scaled[2];
  REQUIRE(result.bits == 3 && result.buffers.count == 1 && result.buffers.items[0].length == sizeof scaled);
  memcpy(scaled, result.buffers.items[0].data, sizeof scaled);
  REQUIRE(same(scaled[0], 2.5) && same(scaled[1], 5));
}

static void sessions(void) {
  static const char *const backends[] = {"onnx", "image"};
  begin(2, "reply-noop"); /* its session is 1: an answer that is not this call's */
  REQUIRE(vaccel_session_open(&session, backends, 2) == VACCEL_UNEXPECTED_FRAME);
  require_sent(&script, directory, "call-session-open");
  REQUIRE(client.lost);
  script_connect(&script, &client, apis, sizeof apis / sizeof *apis, memory, sizeof memory);

  struct vaccel_session_resource_file files[] = {
      {"labels.txt", 3, {{0}}}, {"model/net.onnx", 70000, resource}};
  for (int i = 0; i < 32; i++) {
    files[0].hash.sha256[i] = (uint8_t)(0x20 + i);
  }
  struct vaccel_session_resource_manifest manifest = {true, {files, 2}};
  struct vaccel_session_missing_file_list missing;
  begin(2, "reply-session-announce");
  REQUIRE(vaccel_session_announce(&session, &manifest, &missing) == 0);
  require_sent(&script, directory, "call-session-announce");
  REQUIRE(missing.count == 1 && missing.items[0].offset == 65536);
  REQUIRE(memcmp(&missing.items[0].file, &resource, sizeof resource) == 0);
}

static void others(void) {
  begin(1, "error");
  REQUIRE(vaccel_noop_noop(&session) == VACCEL_BACKEND_FAILED);
  REQUIRE(client.error.vendor == -54 && !client.lost);
  REQUIRE(strcmp(client.error.text, "clEnqueueNDRangeKernel: CL_INVALID_WORK_GROUP_SIZE") == 0);

  begin(1, "ping"); /* answered while a call waits, whose bytes went before */
  script_answers(&script, directory, "pong");
  script_answers(&script, directory, "goodbye");
  script_answers(&script, directory, "reply-noop");
  REQUIRE(vaccel_noop_noop(&session) == 0);
  static uint8_t pong[64];
  size_t length = golden(directory, "pong", pong);
  REQUIRE(memcmp(script.sent + script.sent_length - length, pong, length) == 0);
  REQUIRE(vaccel_noop_noop(&session) == VACCEL_CONNECTION_LOST);
  REQUIRE(strstr(client.error.text, "the agent is shutting down") != NULL);
}

/* Every vector is tested, or it is said why not. */
static void all_vectors(void) {
  static const char *const known[] = {
      "hello", "welcome", "refused", "call-noop", "reply-noop", "call-echo-inline", "reply-echo-inline", "call-sgemm-bulk",
      "reply-sgemm", "call-dgemm", "reply-dgemm", "call-classify", "reply-classify", "call-segment", "reply-segment",
      "call-tensor-run", "reply-tensor-run",
      "call-exec", "reply-exec", "call-session-open", "call-session-announce", "reply-session-announce", "error", "ping",
      "pong", "goodbye",
      /* Read by agents alone; a client chooses its own chunks. */
      "bulk-chunks",
      /* This client gives no call up and shares no memory. */
      "cancel", "call-echo-region", "reply-echo-region", "call-session-share"};
  DIR *files = opendir(directory);
  REQUIRE(files != NULL);
  struct dirent *file;
  while ((file = readdir(files)) != NULL) {
    size_t length = strlen(file->d_name);
    bool found = length < 4 || strcmp(file->d_name + length - 4, ".txt") != 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
      found |= strlen(known[i]) == length - 4 && strncmp(known[i], file->d_name, length - 4) == 0;
    }
    if (!found) {
      fprintf(stderr, "golden vector %s is not tested\n", file->d_name);
      exit(1);
    }
  }
  closedir(files);
}

int main(int argc, char **argv) {
  REQUIRE(argc >= 2);
  directory = argv[1];
  all_vectors();
  for (size_t piece = 0; piece < 4; piece++) {
    script.piece = piece;
    hello();
    refused();
    script_connect(&script, &client, apis, sizeof apis / sizeof *apis, memory, sizeof memory);
    noop();
    blas();
    image();
    masks();
    tensor();
    exec();
    sessions();
    others();
  }
  puts("golden vectors: written and read");
  return 0;
}
