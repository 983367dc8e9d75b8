/* A link whose other end is a script, and golden vectors from their files. */
#ifndef SCRIPTED_H
#define SCRIPTED_H

#define _POSIX_C_SOURCE 200809L

#include <vaccel/guest.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition)                                                           \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);        \
      exit(1);                                                                       \
    }                                                                                \
  } while (0)

enum { SCRIPT_MAX = 1 << 20 };

struct script {
  uint8_t sent[SCRIPT_MAX];
  size_t sent_length;
  uint8_t answer[SCRIPT_MAX];
  size_t answer_length;
  size_t answered;
  size_t piece; /* bytes that arrive at once, 0: all */
};

struct vaccel_link script_link(struct script *script);
void script_clear(struct script *script);

/* Reads the bytes of docs/protocol/golden/NAME.txt; exits where there is none. Adds them to `into`, returns how many. */
size_t golden(const char *directory, const char *name, uint8_t *into);
/* The agent's next bytes are a golden vector's. */
void script_answers(struct script *script, const char *directory, const char *name);
/* What was sent is a golden vector, to the byte. */
void require_sent(const struct script *script, const char *directory, const char *name);
/* Connects to an agent that serves all of these APIs. */
void script_connect(
    struct script *script,
    struct vaccel_client *client,
    const struct vaccel_api *const *apis,
    size_t count,
    void *memory,
    size_t size);

#endif
