/*
 * Answers of an agent that breaks the protocol: golden ones with some bytes changed, cut or repeated, and random ones. The client
 * must stay inside its memory (run under ASan and UBSan) and say what is wrong. The seed is printed; give another as the second
 * argument.
 */
#include "scripted.h"

#include "../src/core/frame.h"

#include <vaccel/blas.h>
#include <vaccel/exec.h>
#include <vaccel/image.h>
#include <vaccel/noop.h>
#include <vaccel/session.h>
#include <vaccel/tensor.h>

static const struct vaccel_api *const apis[] = {
    &vaccel_noop_api, &vaccel_blas_api, &vaccel_image_api, &vaccel_tensor_api, &vaccel_exec_api};
static struct script script;
static struct vaccel_client client;
static struct vaccel_session session = {.client = &client};
static uint64_t state;

static uint32_t next_random(uint32_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)((state >> 33) % below);
}

static size_t touch(const void *bytes, size_t length) {
  size_t sum = 0;
  for (size_t i = 0; i < length; i++) {
    sum += ((const uint8_t *)bytes)[i];
  }
  return sum;
}

/* Reads all that a call gave: none of it may lie outside the client's memory. */
static size_t call(int kind) {
  static const struct vaccel_resource resource = {{1}};
  static char output[32768];
  float c[4];
  double d[2] = {1, 2};
  size_t sum = 0;
  switch (kind) {
    case 0:
      return vaccel_noop_noop(&session) == 0;
    case 1:
      return vaccel_noop_echo(&session, output, 20000, output) == 0;
    case 2: {
      struct vaccel_image_label_list labels;
      if (vaccel_image_classify(&session, &resource, "x", 1, 5, &labels) == 0) {
        for (size_t i = 0; i < labels.count; i++) {
          sum += touch(labels.items[i].text, strlen(labels.items[i].text));
        }
      }
      return sum;
    }
    case 3: {
      struct vaccel_tensor_named_tensor_list list;
      if (vaccel_tensor_run(&session, (struct vaccel_tensor_model_handle){1}, NULL, 0, NULL, 0, &list) == 0) {
        for (size_t i = 0; i < list.count; i++) {
          sum += touch(list.items[i].tensor.data.data, list.items[i].tensor.data.length);
        }
      }
      return sum;
    }
    case 4: {
      struct vaccel_exec_exec_result result;
      if (vaccel_exec_call(&session, &resource, "f", VACCEL_EXEC_EXEC_KIND_VOID, NULL, 0, &result) == 0) {
        for (size_t i = 0; i < result.buffers.count; i++) {
          sum += touch(result.buffers.items[i].data, result.buffers.items[i].length);
        }
      }
      return sum;
    }
    case 5: {
      struct vaccel_tensor_model_info info;
      if (vaccel_tensor_describe(&session, (struct vaccel_tensor_model_handle){1}, &info) == 0) {
        sum += strlen(info.backend) + info.inputs.count;
      }
      return sum;
    }
    case 6: {
      struct vaccel_resource registered;
      return vaccel_register_bytes(&session, output, sizeof output, &registered) == 0;
    }
    case 7:
      return vaccel_blas_dgemm(
                 &session, VACCEL_BLAS_TRANSPOSE_NONE, VACCEL_BLAS_TRANSPOSE_NONE, 1, 1, 2, 1, d, 2, d, 1, 0, c, 1) == 0;
    default: {
      struct vaccel_session_operation_status_list list;
      if (vaccel_session_operations(&session, &list) == 0) {
        sum = list.count;
      }
      return sum;
    }
  }
}

static void spoil(void) {
  static const uint8_t likely[] = {0, 1, 2, 4, 5, 7, 8, 16, 64, 127, 128, 255};
  for (uint32_t left = next_random(6); left > 0 && script.answer_length > 0; left--) {
    uint32_t at = next_random((uint32_t)script.answer_length);
    script.answer[at] =
        next_random(2) == 0 ? likely[next_random(sizeof likely)] : (uint8_t)next_random(256);
  }
  if (next_random(8) == 0) {
    script.answer_length = next_random((uint32_t)script.answer_length + 1);
  }
}

static void scripted_answer(const char *directory) {
  static const char *const answers[] = {
      "reply-noop", "reply-echo-inline", "reply-classify", "reply-tensor-run", "reply-exec", "reply-dgemm",
      "reply-session-announce", "error", "goodbye", "ping", "pong", "welcome", "refused", "bulk-chunks"};
  for (uint32_t left = 1 + next_random(3); left > 0; left--) {
    script_answers(&script, directory, answers[next_random(sizeof answers / sizeof *answers)]);
  }
}

static void random_answer(uint32_t sequence) {
  uint32_t length = 8 * next_random(64);
  vaccel_put_header(script.answer, OPCODE_REPLY, length, sequence, session.number);
  for (uint32_t i = 0; i < length; i += 8) {
    put_u64(script.answer + FRAME_HEADER + i, next_random(3) == 0 ? next_random(40000) : next_random(3));
  }
  script.answer_length = FRAME_HEADER + length;
}

int main(int argc, char **argv) {
  REQUIRE(argc >= 2);
  state = argc > 2 ? strtoull(argv[2], NULL, 0) : 20261126;
  uint64_t seed = state;
  long rounds = argc > 3 ? atol(argv[3]) : 60000;
  size_t sum = 0;
  long failed = 0;
  for (long round = 0; round < rounds; round++) {
    /* Of its own each time, so that a byte beyond it is seen. */
    uint8_t *memory = malloc(VACCEL_MEMORY_MIN);
    REQUIRE(memory != NULL);
    script_connect(&script, &client, apis, sizeof apis / sizeof *apis, memory, VACCEL_MEMORY_MIN);
    session.number = next_random(2) + 1;
    client.sequence = 0x00010002;
    script.piece = next_random(3);
    if (next_random(3) == 0) {
      random_answer(0x00010003);
    } else {
      scripted_answer(argv[1]);
      spoil();
    }
    sum += call((int)next_random(9));
    bool fault = client.error.code != 0;
    failed += fault;
    REQUIRE(!fault || client.error.text[0] != 0 || client.error.code != VACCEL_OK);
    REQUIRE(!client.lost || fault);
    free(memory);
  }
  REQUIRE(failed > rounds / 2 && failed < rounds);
  printf("%ld hostile answers, %ld of them refused (seed %llu, %zu)\n", rounds, failed, (unsigned long long)seed, sum);
  return 0;
}
