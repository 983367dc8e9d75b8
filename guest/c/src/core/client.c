#include "frame.h"

#include <vaccel/call.h>
#include <vaccel/session.h>

#include <string.h>

#define MAGIC UINT64_C(0x4c434156) /* "VACL" */
enum { VERSION = 1, PAYLOAD_LIMIT = INT32_MAX, FIRST_SEQUENCE = 1 };

static const struct vaccel_api *api_at(const struct vaccel_client *client, size_t index) {
  return index == 0 ? &vaccel_session_api : client->apis[index - 1];
}

/* Place of an operation in client->served, or a number beyond all of them. */
static size_t place(const struct vaccel_client *client, const struct vaccel_api *api, uint32_t code) {
  size_t at = 0;
  for (size_t i = 0; i <= client->api_count; i++) {
    const struct vaccel_api *known = api_at(client, i);
    for (size_t j = 0; j < known->operation_count; j++, at++) {
      if (known->id == api->id && known->operations[j].code == code) {
        return at;
      }
    }
  }
  return SIZE_MAX;
}

bool vaccel_serves(const struct vaccel_client *client, const struct vaccel_api *api, uint32_t code) {
  size_t at = place(client, api, code);
  return at != SIZE_MAX && client->served[at] != 0;
}

/* Divides the caller's memory: who is served, what came ahead, calls. */
static int lay_out(struct vaccel_client *client, const struct vaccel_options *options) {
  size_t operations = 0;
  for (size_t i = 0; i <= client->api_count; i++) {
    operations += api_at(client, i)->operation_count;
  }
  if (options->memory == NULL || options->memory_size < VACCEL_MEMORY_MIN || operations > PAYLOAD_MIN / 16) {
    return vaccel_lose(
        client,
        VACCEL_INVALID_ARGUMENT,
        "memory of %d bytes for %d operations: expected at least %d bytes",
        (int64_t)options->memory_size,
        (int64_t)operations,
        (int64_t)VACCEL_MEMORY_MIN);
  }
  uint8_t *memory = options->memory;
  client->served = memory;
  memset(client->served, 0, operations);
  client->ahead = memory + operations;
  uint8_t *area = client->ahead + AHEAD;
  area += (size_t)(-(uintptr_t)area & 63);
  client->area = area;
  client->area_size = options->memory_size - (size_t)(area - memory);
  return 0;
}

static int say_hello(struct vaccel_client *client, const struct vaccel_options *options) {
  struct vaccel_call hello;
  vaccel_write_body(&hello, client);
  vaccel_put_i64(&hello, (int64_t)(MAGIC | (uint64_t)VERSION << 32 | (uint64_t)VERSION << 48));
  vaccel_put_i64(&hello, 0);
  vaccel_put_i64(&hello, PAYLOAD_OURS);
  vaccel_put_text(&hello, options->name == NULL ? "vaccel-guest" : options->name);
  vaccel_put_text(&hello, options->credential);
  vaccel_put_i64(&hello, (int64_t)client->api_count + 1);
  for (size_t i = 0; i <= client->api_count; i++) {
    const struct vaccel_api *api = api_at(client, i);
    vaccel_put_i64(&hello, (int64_t)(api->id | (uint64_t)api->version << 16 | (uint64_t)api->operation_count << 32));
    vaccel_put_i64(&hello, (int64_t)api->hash);
    for (size_t j = 0; j < api->operation_count; j++) {
      const struct vaccel_operation *operation = &api->operations[j];
      vaccel_put_i64(&hello, (int64_t)(operation->code | (uint64_t)operation->signature << 32));
    }
  }
  if (client->error.code == 0 && hello.at - FRAME_HEADER > PAYLOAD_MIN) {
    vaccel_fail(client, VACCEL_INVALID_ARGUMENT, "name, credential and APIs take more than 65536 bytes");
  }
  if (client->error.code != 0) {
    client->lost = true;
    return client->error.code;
  }
  vaccel_put_header(hello.frame, OPCODE_HELLO, (uint32_t)(hello.at - FRAME_HEADER), 0, 0);
  struct vaccel_part part = {hello.frame, hello.at};
  return vaccel_send(client, &part, 1);
}

static void learn_api(struct vaccel_client *client, struct vaccel_call *welcome) {
  uint64_t word = (uint64_t)vaccel_get_i64(welcome);
  vaccel_get_i64(welcome);
  struct vaccel_api api = {.id = (uint16_t)word};
  for (uint32_t left = (uint32_t)(word >> 32); left > 0 && vaccel_has(welcome, 8); left--) {
    uint64_t operation = (uint64_t)vaccel_get_i64(welcome);
    size_t at = place(client, &api, (uint32_t)operation);
    if (at != SIZE_MAX) {
      client->served[at] = 1;
    }
  }
}

static int hear_welcome(struct vaccel_client *client) {
  struct frame_header header;
  int status = vaccel_next_frame(client, &header);
  if (status != 0) {
    return status;
  }
  if (header.opcode == OPCODE_ERROR) {
    status = vaccel_receive_error(client, &header);
    client->lost = true;
    return status;
  }
  if (header.opcode != OPCODE_WELCOME || header.length > PAYLOAD_MIN) {
    return vaccel_lose(client, VACCEL_UNREACHABLE, "what answers is no vaccel agent: it sent no WELCOME");
  }
  struct vaccel_call welcome = {.client = client};
  vaccel_read_body(&welcome, header.length);
  uint64_t word = (uint64_t)vaccel_get_i64(&welcome);
  vaccel_get_i64(&welcome);
  client->max_payload = (uint64_t)vaccel_get_range(&welcome, PAYLOAD_MIN, PAYLOAD_LIMIT);
  vaccel_get_range(&welcome, 1, UINT16_MAX);
  client->max_bytes = (uint64_t)vaccel_get_range(&welcome, 0, INT64_MAX);
  vaccel_get_text(&welcome);
  if (client->error.code == 0 && (word & UINT32_MAX) != MAGIC) {
    return vaccel_lose(client, VACCEL_UNREACHABLE, "what answers is no vaccel agent: its WELCOME has another magic");
  }
  if (client->error.code == 0 && (word >> 32) != VERSION) {
    return vaccel_lose(
        client,
        VACCEL_VERSION_MISMATCH,
        "the agent chose version %d: this client speaks %d",
        (int64_t)(uint16_t)(word >> 32),
        (int64_t)VERSION);
  }
  for (size_t left = vaccel_get_count(&welcome, 16); left > 0 && client->error.code == 0; left--) {
    learn_api(client, &welcome);
  }
  if (client->error.code == 0 && welcome.at != welcome.limit) {
    vaccel_fail(client, VACCEL_MALFORMED_BODY, "the agent's WELCOME has bytes left over");
  }
  client->lost = client->error.code != 0;
  return client->error.code;
}

int vaccel_connect(struct vaccel_client *client, const struct vaccel_link *link, const struct vaccel_options *options) {
  memset(client, 0, sizeof *client);
  client->link = *link;
  client->apis = options->apis;
  client->api_count = options->api_count;
  client->sequence = FIRST_SEQUENCE;
  client->sessions = 1;
  int status = lay_out(client, options);
  if (status == 0) {
    status = say_hello(client, options);
  }
  return status != 0 ? status : hear_welcome(client);
}

int vaccel_open_session(
    struct vaccel_client *client, struct vaccel_session *session, const char *const *backends, size_t backend_count) {
  session->client = client;
  session->number = client->sessions++;
  session->progress = NULL;
  session->progress_context = NULL;
  return vaccel_session_open(session, backends, backend_count);
}
