#include "frame.h"

#include <string.h>

enum { ERROR_MAX = 64 * 1024 };

void vaccel_put_header(uint8_t *at, enum opcode opcode, uint32_t length, uint32_t sequence, uint32_t session) {
  put_u32(at, length);
  put_u32(at + 4, opcode);
  put_u32(at + 8, sequence);
  put_u32(at + 12, session);
}

static const char *fault(const struct vaccel_client *client) {
  const char *text = client->link.fault == NULL ? NULL : client->link.fault(client->link.context);
  return text == NULL ? "the link failed" : text;
}

int vaccel_send(struct vaccel_client *client, const struct vaccel_part *parts, size_t count) {
  if (client->link.send(client->link.context, parts, count) != 0) {
    return vaccel_lose(client, VACCEL_CONNECTION_LOST, "connection lost while sending: %s", fault(client));
  }
  return 0;
}

static int ended(struct vaccel_client *client, ptrdiff_t received) {
  if (received < 0) {
    return vaccel_lose(client, VACCEL_CONNECTION_LOST, "connection lost while receiving: %s", fault(client));
  }
  return vaccel_lose(
      client,
      VACCEL_CONNECTION_LOST,
      client->goodbye[0] == 0 ? "the agent closed the connection%s" : "the agent closed the connection: %s",
      client->goodbye);
}

int vaccel_receive(struct vaccel_client *client, void *into, uint64_t length) {
  uint8_t *to = into;
  while (length > 0) {
    size_t there = client->ahead_to - client->ahead_from;
    if (there == 0 && to != NULL && length >= AHEAD) {
      size_t wanted = length < PTRDIFF_MAX ? (size_t)length : (size_t)PTRDIFF_MAX;
      ptrdiff_t received = client->link.receive(client->link.context, to, wanted);
      if (received <= 0 || (size_t)received > wanted) {
        return ended(client, received <= 0 ? received : -1);
      }
      to += received;
      length -= (uint64_t)received;
      continue;
    }
    if (there == 0) {
      ptrdiff_t received = client->link.receive(client->link.context, client->ahead, AHEAD);
      if (received <= 0 || received > AHEAD) {
        return ended(client, received <= 0 ? received : -1);
      }
      client->ahead_from = 0;
      client->ahead_to = there = (size_t)received;
    }
    size_t part = length < there ? (size_t)length : there;
    if (to != NULL) {
      memcpy(to, client->ahead + client->ahead_from, part);
      to += part;
    }
    client->ahead_from += part;
    length -= part;
  }
  return 0;
}

/* ERROR and GOODBYE have one layout. Sets error; the rest of a long text is dropped. */
static int receive_reason(struct vaccel_client *client, const struct frame_header *header, struct vaccel_error *error) {
  uint8_t fixed[16];
  uint8_t text[512];
  if (header->length < sizeof fixed || header->length > ERROR_MAX) {
    return vaccel_lose(
        client, VACCEL_MALFORMED_FRAME, "the agent sent a reason of %d bytes", (int64_t)header->length);
  }
  int status = vaccel_receive(client, fixed, sizeof fixed);
  uint32_t rest = header->length - (uint32_t)sizeof fixed;
  uint64_t length = get_u64(fixed + 8);
  if (status == 0 && (length > rest || length + padding(length) != rest)) {
    return vaccel_lose(client, VACCEL_MALFORMED_FRAME, "the agent sent a reason whose text leaves its frame");
  }
  uint64_t kept = length < sizeof text ? length : sizeof text;
  if (status == 0) {
    status = vaccel_receive(client, text, kept);
  }
  if (status == 0) {
    status = vaccel_receive(client, NULL, rest - kept);
  }
  if (status == 0) {
    uint32_t code = get_u32(fixed);
    error->code = code >= 100 && code <= 1099 ? (int)code : VACCEL_INTERNAL;
    error->vendor = (int32_t)get_u32(fixed + 4);
    vaccel_copy_text(error->text, sizeof error->text, text, kept);
  }
  return status;
}

int vaccel_receive_error(struct vaccel_client *client, const struct frame_header *header) {
  struct vaccel_error error;
  int status = receive_reason(client, header, &error);
  if (status == 0) {
    client->error = error;
    status = error.code;
  }
  return status;
}

static int answer_ping(struct vaccel_client *client) {
  uint8_t pong[FRAME_HEADER + 8];
  vaccel_put_header(pong, OPCODE_PONG, 8, 0, 0);
  int status = vaccel_receive(client, pong + FRAME_HEADER, 8);
  struct vaccel_part part = {pong, sizeof pong};
  return status != 0 ? status : vaccel_send(client, &part, 1);
}

int vaccel_next_frame(struct vaccel_client *client, struct frame_header *header) {
  for (;;) {
    uint8_t bytes[FRAME_HEADER];
    int status = vaccel_receive(client, bytes, sizeof bytes);
    if (status != 0) {
      return status;
    }
    header->length = get_u32(bytes);
    header->opcode = bytes[4];
    header->sequence = get_u32(bytes + 8);
    header->session = get_u32(bytes + 12);
    bool bulk = header->opcode == OPCODE_BULK;
    if (bytes[5] != 0 || bytes[6] != 0 || bytes[7] != 0 || (bulk ? header->length == 0 : header->length % 8 != 0)) {
      return vaccel_lose(client, VACCEL_MALFORMED_FRAME, "the agent sent a frame that breaks the format");
    }
    if (header->length > PAYLOAD_OURS) {
      return vaccel_lose(
          client, VACCEL_FRAME_TOO_LARGE, "the agent sent a frame of %d bytes", (int64_t)header->length);
    }
    switch (header->opcode) {
      case OPCODE_PING:
        if (header->length != 8) {
          return vaccel_lose(client, VACCEL_MALFORMED_FRAME, "the agent sent a PING that is not of 8 bytes");
        }
        status = answer_ping(client);
        break;
      case OPCODE_PONG:
        status = vaccel_receive(client, NULL, header->length);
        break;
      case OPCODE_GOODBYE: {
        struct vaccel_error reason;
        status = receive_reason(client, header, &reason);
        if (status == 0) {
          vaccel_copy_text(
              client->goodbye, sizeof client->goodbye, (const uint8_t *)reason.text, text_length(reason.text));
        }
        break;
      }
      case OPCODE_WELCOME:
      case OPCODE_REPLY:
      case OPCODE_ERROR:
      case OPCODE_BULK:
        return 0;
      default:
        return vaccel_lose(
            client, VACCEL_UNEXPECTED_FRAME, "the agent sent a frame of opcode %d", (int64_t)header->opcode);
    }
    if (status != 0) {
      return status;
    }
  }
}
