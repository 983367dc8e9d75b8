#include "scripted.h"

#include "../src/core/frame.h"

#include <vaccel/session.h>

static int send_parts(void *context, const struct vaccel_part *parts, size_t count) {
  struct script *script = context;
  for (size_t i = 0; i < count; i++) {
    if (parts[i].length > SCRIPT_MAX - script->sent_length) {
      return -1;
    }
    if (parts[i].length > 0) {
      memcpy(script->sent + script->sent_length, parts[i].bytes, parts[i].length);
    }
    script->sent_length += parts[i].length;
  }
  return 0;
}

static ptrdiff_t receive_bytes(void *context, void *bytes, size_t capacity) {
  struct script *script = context;
  size_t left = script->answer_length - script->answered;
  size_t part = capacity < left ? capacity : left;
  part = script->piece != 0 && part > script->piece ? script->piece : part;
  memcpy(bytes, script->answer + script->answered, part);
  script->answered += part;
  return (ptrdiff_t)part;
}

struct vaccel_link script_link(struct script *script) {
  return (struct vaccel_link){script, send_parts, receive_bytes, NULL};
}

void script_clear(struct script *script) {
  script->sent_length = 0;
  script->answer_length = 0;
  script->answered = 0;
}

static int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One line of digit pairs, with "* N" behind them for N times. */
static size_t line_bytes(const char *line, uint8_t *into) {
  size_t count = 0;
  unsigned long times = 1;
  for (; *line != 0 && *line != '#' && *line != '\n'; line++) {
    if (*line == '*') {
      times = strtoul(line + 1, NULL, 10);
      break;
    }
    if (*line != ' ') {
      REQUIRE(digit(line[0]) >= 0 && digit(line[1]) >= 0);
      into[count++] = (uint8_t)(digit(line[0]) << 4 | digit(line[1]));
      line++;
    }
  }
  for (unsigned long i = 1; i < times; i++) {
    memcpy(into + i * count, into, count);
  }
  return times * count;
}

size_t golden(const char *directory, const char *name, uint8_t *into) {
  char path[512];
  char line[1024];
  snprintf(path, sizeof path, "%s/%s.txt", directory, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  bool bytes = false;
  size_t length = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (bytes) {
      length += line_bytes(line, into + length);
    } else {
      bytes = strncmp(line, "bytes:", 6) == 0;
    }
  }
  fclose(file);
  REQUIRE(length > 0);
  return length;
}

void script_answers(struct script *script, const char *directory, const char *name) {
  script->answer_length += golden(directory, name, script->answer + script->answer_length);
}

void require_sent(const struct script *script, const char *directory, const char *name) {
  static uint8_t expected[SCRIPT_MAX];
  size_t length = golden(directory, name, expected);
  size_t at = 0;
  while (at < length && at < script->sent_length && expected[at] == script->sent[at]) {
    at++;
  }
  if (at != length || at != script->sent_length) {
    fprintf(
        stderr,
        "%s: %zu bytes were sent, %zu expected; they differ at byte %zu\n",
        name,
        script->sent_length,
        length,
        at);
    exit(1);
  }
}

static size_t add_api(uint8_t *at, const struct vaccel_api *api) {
  put_u16(at, api->id);
  put_u16(at + 2, api->version);
  put_u32(at + 4, (uint32_t)api->operation_count);
  put_u64(at + 8, api->hash);
  for (size_t i = 0; i < api->operation_count; i++) {
    put_u32(at + 16 + 8 * i, api->operations[i].code);
    put_u32(at + 20 + 8 * i, api->operations[i].signature);
  }
  return 16 + 8 * api->operation_count;
}

void script_connect(
    struct script *script,
    struct vaccel_client *client,
    const struct vaccel_api *const *apis,
    size_t count,
    void *memory,
    size_t size) {
  script_clear(script);
  uint8_t *body = script->answer + FRAME_HEADER;
  memset(body, 0, 56);
  memcpy(body, "VACL", 4);
  put_u16(body + 4, 1);
  put_u64(body + 16, 1 << 20);
  put_u64(body + 24, 16);
  put_u64(body + 32, 1 << 30);
  put_u64(body + 48, count + 1);
  size_t length = 56 + add_api(body + 56, &vaccel_session_api);
  for (size_t i = 0; i < count; i++) {
    length += add_api(body + length, apis[i]);
  }
  vaccel_put_header(script->answer, OPCODE_WELCOME, (uint32_t)length, 0, 0);
  script->answer_length = FRAME_HEADER + length;
  struct vaccel_link link = script_link(script);
  struct vaccel_options options = {.apis = apis, .api_count = count, .memory = memory, .memory_size = size};
  REQUIRE(vaccel_connect(client, &link, &options) == 0);
  script_clear(script);
}
