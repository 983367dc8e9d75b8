#include "frame.h"

#include <vaccel/call.h>

#include <string.h>

enum { CALL_FIXED = 24, CHUNK_MAX = 1 << 20, GATHER_MAX = 8 };

static bool failed(const struct vaccel_call *call) { return call->client->error.code != 0; }

void vaccel_write_body(struct vaccel_call *call, struct vaccel_client *client) {
  memset(call, 0, sizeof *call);
  call->client = client;
  call->frame = client->area;
  call->at = FRAME_HEADER;
  /* An aligned end: entries of bulk are listed from there downwards. */
  call->limit = client->area_size & ~(size_t)15;
  client->area_used = 0;
}

void vaccel_call_begin(
    struct vaccel_call *call, const struct vaccel_session *session, const struct vaccel_api *api, size_t operation) {
  struct vaccel_client *client = session->client;
  vaccel_write_body(call, client);
  call->api = api;
  call->operation = &api->operations[operation];
  call->session = session->number;
  if (client->lost) {
    if (client->error.code == 0) {
      client->error.code = VACCEL_CONNECTION_LOST;
    }
    return; /* with the error that ended the connection */
  }
  memset(&client->error, 0, sizeof client->error);
  if (!vaccel_serves(client, api, call->operation->code)) {
    vaccel_fail(
        client,
        VACCEL_UNKNOWN_OPERATION,
        "%s.%s: the agent does not serve it, or describes it differently, or the client was not given this API",
        api->name,
        call->operation->name);
    return;
  }
  call->at += CALL_FIXED;
}

/* What one call of the link sends. */
struct gather {
  struct vaccel_client *client;
  struct vaccel_part parts[GATHER_MAX];
  size_t count;
};

static int flush(struct gather *gather) {
  int status = gather->count == 0 ? 0 : vaccel_send(gather->client, gather->parts, gather->count);
  gather->count = 0;
  return status;
}

static int add(struct gather *gather, const void *bytes, size_t length) {
  int status = gather->count == GATHER_MAX ? flush(gather) : 0;
  if (status == 0 && length > 0) {
    gather->parts[gather->count++] = (struct vaccel_part){bytes, length};
  }
  return status;
}

/* The bulk stream in frames as long as both sides like them; the first goes together with the call. */
static int send_bulk(struct vaccel_call *call) {
  static const uint8_t zeros[BULK_ALIGNMENT];
  struct vaccel_client *client = call->client;
  size_t largest = client->max_payload < CHUNK_MAX ? (size_t)client->max_payload : CHUNK_MAX;
  const struct bulk_entry *entry = (const struct bulk_entry *)(const void *)(call->frame + call->limit);
  entry += call->bulk_count;
  struct gather gather = {.client = client};
  uint8_t header[FRAME_HEADER];
  int status = add(&gather, call->frame, call->at);
  uint64_t left = 0; /* of the entry */
  size_t gap = 0;    /* before it */
  uint64_t at = 0;
  while (status == 0 && at < call->bulk_bytes) {
    uint64_t rest = call->bulk_bytes - at;
    size_t chunk = rest < largest ? (size_t)rest : largest;
    vaccel_put_header(header, OPCODE_BULK, (uint32_t)chunk, client->sequence, call->session);
    status = add(&gather, header, sizeof header);
    while (status == 0 && chunk > 0) {
      if (left == 0 && gap == 0) {
        entry--;
        left = entry->length;
        gap = (size_t)(-at & (BULK_ALIGNMENT - 1));
      }
      size_t part;
      if (gap > 0) {
        part = gap < chunk ? gap : chunk;
        status = add(&gather, zeros, part);
        gap -= part;
      } else {
        part = left < chunk ? (size_t)left : chunk;
        status = add(&gather, (const uint8_t *)entry->bytes + (entry->length - left), part);
        left -= part;
      }
      chunk -= part;
      at += part;
    }
    status = status != 0 ? status : flush(&gather);
  }
  return status;
}

static int send_call(struct vaccel_call *call) {
  struct vaccel_client *client = call->client;
  size_t payload = call->at - FRAME_HEADER;
  if (client->timeout_ns < 0) {
    return vaccel_fail(client, VACCEL_INVALID_ARGUMENT, "timeout of %d ns: expected 0 or more", client->timeout_ns);
  }
  if (payload > client->max_payload || call->bulk_bytes > client->max_bytes) {
    return vaccel_fail(
        client,
        VACCEL_EXHAUSTED,
        "%s.%s: %d bytes of values and %d of memory; the agent takes %d and %d",
        call->api->name,
        call->operation->name,
        (int64_t)payload,
        (int64_t)call->bulk_bytes,
        (int64_t)client->max_payload,
        (int64_t)client->max_bytes);
  }
  client->sequence = client->sequence == UINT32_MAX ? 1 : client->sequence + 1;
  vaccel_put_header(call->frame, OPCODE_CALL, (uint32_t)payload, client->sequence, call->session);
  uint8_t *fixed = call->frame + FRAME_HEADER;
  put_u16(fixed, call->api->id);
  put_u16(fixed + 2, (uint16_t)call->operation->code);
  put_u32(fixed + 4, 0);
  put_u64(fixed + 8, (uint64_t)client->timeout_ns);
  put_u64(fixed + 16, call->bulk_bytes);
  struct vaccel_part frame = {call->frame, call->at};
  return call->bulk_count == 0 ? vaccel_send(client, &frame, 1) : send_bulk(call);
}

int vaccel_read_body(struct vaccel_call *call, uint32_t length) {
  struct vaccel_client *client = call->client;
  call->frame = client->area;
  call->at = 0;
  call->limit = length;
  call->taken = length;
  call->bulk_at = 0;
  call->bulk_bytes = 0;
  call->chunk = 0;
  if (length > client->area_size) {
    int status = vaccel_receive(client, NULL, length);
    call->limit = 0;
    return status != 0 ? status
                       : vaccel_fail(
                             client,
                             VACCEL_EXHAUSTED,
                             "an answer of %d bytes: the client has memory for %d",
                             (int64_t)length,
                             (int64_t)client->area_size);
  }
  return vaccel_receive(client, call->frame, length);
}

static int receive_reply(struct vaccel_call *call, const struct frame_header *header) {
  struct vaccel_client *client = call->client;
  uint8_t bulk[8];
  if (header->length < sizeof bulk) {
    return vaccel_lose(client, VACCEL_MALFORMED_FRAME, "the agent sent a REPLY without its length of bulk");
  }
  int status = vaccel_receive(client, bulk, sizeof bulk);
  if (status == 0) {
    status = vaccel_read_body(call, header->length - (uint32_t)sizeof bulk);
  }
  call->bulk_bytes = client->lost ? 0 : get_u64(bulk);
  return status;
}

void vaccel_call_invoke(struct vaccel_call *call) {
  struct vaccel_client *client = call->client;
  if (failed(call) || send_call(call) != 0) {
    return;
  }
  call->invoked = true;
  call->bulk_bytes = 0;
  struct frame_header header;
  if (vaccel_next_frame(client, &header) != 0) {
    return;
  }
  bool ours = header.sequence == client->sequence && header.session == call->session;
  if (ours && header.opcode == OPCODE_REPLY) {
    receive_reply(call, &header);
  } else if (ours && header.opcode == OPCODE_ERROR) {
    vaccel_receive_error(client, &header);
  } else {
    vaccel_lose(
        client,
        VACCEL_UNEXPECTED_FRAME,
        "the agent sent a frame of opcode %d where call %d has no answer yet",
        (int64_t)header.opcode,
        (int64_t)client->sequence);
  }
}

int vaccel_receive_bulk(struct vaccel_call *call, void *into, uint64_t length) {
  struct vaccel_client *client = call->client;
  uint8_t *to = into;
  while (length > 0) {
    if (call->chunk == 0) {
      struct frame_header header;
      int status = vaccel_next_frame(client, &header);
      if (status != 0) {
        return status;
      }
      if (header.opcode != OPCODE_BULK || header.sequence != client->sequence || header.session != call->session ||
          header.length > call->bulk_bytes - call->bulk_at) {
        return vaccel_lose(
            client,
            VACCEL_UNEXPECTED_FRAME,
            "the agent sent a frame of opcode %d and %d bytes inside a bulk stream",
            (int64_t)header.opcode,
            (int64_t)header.length);
      }
      call->chunk = header.length;
    }
    size_t part = length < call->chunk ? (size_t)length : call->chunk;
    int status = vaccel_receive(client, to, part);
    if (status != 0) {
      return status;
    }
    to = to == NULL ? NULL : to + part;
    length -= part;
    call->chunk -= part;
    call->bulk_at += part;
  }
  return 0;
}

int vaccel_call_end(struct vaccel_call *call) {
  struct vaccel_client *client = call->client;
  if (call->invoked && !client->lost) {
    uint64_t left = call->bulk_bytes - call->bulk_at;
    if (!failed(call) && (call->at != call->limit || left > 0)) {
      vaccel_fail(
          client, VACCEL_MALFORMED_BODY, "%s.%s: results left over", call->api->name, call->operation->name);
    }
    struct vaccel_error error = client->error;
    /* The connection is in step again for the next call. */
    if (left > 0 && vaccel_receive_bulk(call, NULL, left) == 0) {
      client->error = error;
    }
    client->area_used = call->taken;
  }
  return client->error.code;
}
