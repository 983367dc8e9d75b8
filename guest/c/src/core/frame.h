/* Frames and errors inside the library. Byte layouts: docs/protocol.md, sections 3, 4 and 7. */
#ifndef VACCEL_FRAME_H
#define VACCEL_FRAME_H

#include <vaccel/guest.h>

enum {
  FRAME_HEADER = 16,
  AHEAD = 2048,          /* bytes received at once, unless more are wanted */
  INLINE_MAX = 16384,    /* memory of up to so many bytes travels inside the body */
  PAYLOAD_MIN = 65536,   /* what every peer accepts */
  PAYLOAD_OURS = 1 << 20 /* what we accept */
};

enum opcode {
  OPCODE_HELLO = 1,
  OPCODE_WELCOME,
  OPCODE_CALL,
  OPCODE_REPLY,
  OPCODE_ERROR,
  OPCODE_CANCEL,
  OPCODE_BULK,
  OPCODE_CREDIT,
  OPCODE_PING,
  OPCODE_PONG,
  OPCODE_GOODBYE
};

struct frame_header {
  uint32_t length;
  uint32_t sequence;
  uint32_t session;
  uint8_t opcode;
};

static inline void put_u16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)value;
  at[1] = (uint8_t)(value >> 8);
}

static inline void put_u32(uint8_t *at, uint32_t value) {
  put_u16(at, (uint16_t)value);
  put_u16(at + 2, (uint16_t)(value >> 16));
}

static inline void put_u64(uint8_t *at, uint64_t value) {
  put_u32(at, (uint32_t)value);
  put_u32(at + 4, (uint32_t)(value >> 32));
}

static inline uint16_t get_u16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }

static inline uint32_t get_u32(const uint8_t *at) { return get_u16(at) | (uint32_t)get_u16(at + 2) << 16; }

static inline uint64_t get_u64(const uint8_t *at) { return get_u32(at) | (uint64_t)get_u32(at + 4) << 32; }

/* Bytes up to the next multiple of 8. */
static inline size_t padding(uint64_t length) { return (size_t)(-length & 7); }

static inline size_t text_length(const char *text) {
  size_t length = 0;
  while (text[length] != 0) {
    length++;
  }
  return length;
}

/* Sets client->error and returns its code. In `format` %s is a const char *, %d an int64_t. */
int vaccel_fail(struct vaccel_client *client, int code, const char *format, ...);
/* The same, and the connection is of no use any more. */
int vaccel_lose(struct vaccel_client *client, int code, const char *format, ...);
/* A peer's text into ours: one line, cut at a character. */
void vaccel_copy_text(char *into, size_t size, const uint8_t *text, uint64_t length);
bool vaccel_is_utf8(const uint8_t *text, size_t length);

enum { DECIMAL_SIZE = 21 };
/* The digits of a number, with a zero behind them; they lie in `digits`. */
char *vaccel_decimal(uint64_t number, char digits[DECIMAL_SIZE]);
/* False where the product leaves 64 bits; it is set in any case. */
bool vaccel_product(uint64_t a, uint64_t b, uint64_t *product);

void vaccel_put_header(uint8_t *at, enum opcode opcode, uint32_t length, uint32_t sequence, uint32_t session);
int vaccel_send(struct vaccel_client *client, const struct vaccel_part *parts, size_t count);
/* Receives exactly `length` bytes; `into` NULL: drops them. */
int vaccel_receive(struct vaccel_client *client, void *into, uint64_t length);
/* Receives a header that keeps the rules, answering and dropping what is of no call. */
int vaccel_next_frame(struct vaccel_client *client, struct frame_header *header);
/* Receives the payload of an ERROR into client->error. */
int vaccel_receive_error(struct vaccel_client *client, const struct frame_header *header);

struct vaccel_call;
/* Makes the client's memory a body that is written, behind room for a header. */
void vaccel_write_body(struct vaccel_call *call, struct vaccel_client *client);
/* Receives `length` bytes of payload into the client's memory and makes them a body that is read. */
int vaccel_read_body(struct vaccel_call *call, uint32_t length);
/* Whether nothing has failed and a body that is read has so many bytes left; else it fails. */
bool vaccel_has(struct vaccel_call *call, uint64_t length);
/* The next `length` bytes of the bulk stream; `into` NULL: drops them. */
int vaccel_receive_bulk(struct vaccel_call *call, void *into, uint64_t length);

/* Bulk that waits to be sent: listed from the end of the client's memory downwards. */
struct bulk_entry {
  const void *bytes;
  uint64_t length;
};
enum { BULK_MAX = 256, BULK_ALIGNMENT = 64 };

#endif
