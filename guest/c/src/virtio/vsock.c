#include "ring.h"

#include "../core/frame.h"

#include <string.h>

/*
 * The memory: a page for each queue, buffers to receive in, slots to send from, and a ring for what arrives while
 * something is sent, which the peer's credit is the size of. A buffer or slot has a fixed run of descriptors.
 */
enum {
  BUFFERS = 8,
  SLOTS = 4,
  PACKET = 64 * 1024, /* of a buffer or slot, with its header */
  RING_AT = 3 * RING_PAGE + (BUFFERS + SLOTS) * PACKET,
  RING_BYTES = 1024 * 1024 - RING_AT,
  COPIED_BELOW = 4096,
  SPINS = 1024, /* from one call of the caller's hook to the next */
  HEADER = 44,
  HOST = 2,
  TYPE_STREAM = 1,
  NO_RECEIVE = 1,
  NO_SEND = 2,
  OP_REQUEST = 1,
  OP_RESPONSE,
  OP_RST,
  OP_SHUTDOWN,
  OP_RW,
  OP_CREDIT_UPDATE,
  OP_CREDIT_REQUEST,
  ACKNOWLEDGE = 1,
  DRIVER = 2,
  DRIVER_OK = 4,
  FEATURES_OK = 8,
  NEEDS_RESET = 0x40,
  FAILED = 0x80
};
#define F_EVENT_IDX (UINT32_C(1) << 29)
#define F_VERSION_1 UINT32_C(1) /* of the second word */
#define TRIES 50000000

static int fail(struct vaccel_vsock *vsock, const char *fault) {
  if (vsock->fault == NULL) {
    vsock->fault = fault;
  }
  return -1;
}

static inline void pause_a_little(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield" ::: "memory");
#endif
}

/* As many bytes as `length` into a chain, from wherever they are; how many went in. */
static size_t add(
    struct vaccel_vsock *vsock,
    struct vaccel_ring *ring,
    struct chain *chain,
    const uint8_t *bytes,
    size_t length,
    uint16_t flags) {
  size_t done = 0;
  while (done < length) {
    size_t part = length - done;
    uint64_t address = vsock->options.physical(vsock->options.context, bytes + done, &part);
    if (part > length - done) {
      part = length - done;
    }
    if (part == 0 || !vaccel_chain_add(ring, chain, address, (uint32_t)part, flags)) {
      break;
    }
    done += part;
  }
  return done;
}

/* --- Receiving --- */

static unsigned run_of(const struct vaccel_ring *ring, unsigned most) { return ring->entries / most; }

static int give_buffer(struct vaccel_vsock *vsock, unsigned buffer) {
  struct vaccel_ring *ring = &vsock->receive;
  unsigned run = run_of(ring, BUFFERS);
  struct chain chain;
  chain_begin(&chain, buffer * run, run);
  /* On a device with a short queue a buffer of scattered pages is shorter. */
  if (add(vsock, ring, &chain, vsock->buffers + (size_t)buffer * PACKET, PACKET, DESCRIPTOR_WRITE) < RING_PAGE) {
    return fail(vsock, "the memory for the device has no physical address");
  }
  vsock->buffers_out |= 1u << buffer;
  vaccel_ring_publish(ring, &chain);
  return 0;
}

static int release_held(struct vaccel_vsock *vsock) {
  vsock->held = NULL;
  return give_buffer(vsock, vsock->held_buffer);
}

/* Moves what is held to the ring, so that its buffer can be used: credit says that there is room. */
static int put_aside(struct vaccel_vsock *vsock) {
  uint8_t *ring = vsock->ring;
  uint32_t at = (vsock->ring_from + vsock->ring_bytes) % RING_BYTES;
  uint32_t first = RING_BYTES - at < vsock->held_bytes ? RING_BYTES - at : vsock->held_bytes;
  memcpy(ring + at, vsock->held, first);
  memcpy(ring, vsock->held + first, vsock->held_bytes - first);
  vsock->ring_bytes += vsock->held_bytes;
  return release_held(vsock);
}

static int hold(struct vaccel_vsock *vsock, unsigned buffer, uint32_t length) {
  if (length > RING_BYTES - (vsock->received - vsock->forwarded)) {
    return fail(vsock, "the device sent more than it was given credit for");
  }
  vsock->received += length;
  vsock->held = vsock->buffers + (size_t)buffer * PACKET + HEADER;
  vsock->held_bytes = length;
  vsock->held_buffer = buffer;
  return 0;
}

/* Sees to a packet that lies in a buffer. What it says is read once: the device could still write there. */
static int take_packet(struct vaccel_vsock *vsock, unsigned buffer, uint32_t written) {
  uint8_t header[HEADER];
  if (written < HEADER) {
    return give_buffer(vsock, buffer); /* a device may give one back unused */
  }
  memcpy(header, vsock->buffers + (size_t)buffer * PACKET, HEADER);
  uint32_t length = get_u32(header + 24);
  if (length > written - HEADER) {
    return fail(vsock, "the device sent a packet that is shorter than its header says");
  }
  bool ours = get_u64(header) == HOST && get_u64(header + 8) == vsock->cid &&
              get_u32(header + 16) == vsock->options.port && get_u32(header + 20) == vsock->options.local_port &&
              get_u16(header + 28) == TYPE_STREAM;
  if (ours) {
    vsock->peer_buffer = get_u32(header + 36);
    vsock->peer_forwarded = get_u32(header + 40);
    switch (get_u16(header + 30)) {
      case OP_RESPONSE:
        vsock->connected = true;
        break;
      case OP_RW:
        if (length > 0 && vsock->connected) {
          return hold(vsock, buffer, length);
        }
        break;
      case OP_CREDIT_REQUEST:
        vsock->owes_update = true;
        break;
      case OP_SHUTDOWN:
        vsock->peer_ended |= (get_u32(header + 32) & NO_SEND) != 0;
        vsock->gone |= (get_u32(header + 32) & NO_RECEIVE) != 0;
        break;
      case OP_CREDIT_UPDATE:
        break;
      default: /* RST, and what nobody knows */
        vsock->gone = true;
        vsock->peer_ended = true;
    }
  }
  return give_buffer(vsock, buffer);
}

/* --- Sending --- */

static bool free_slot(const struct vaccel_vsock *vsock, unsigned *slot) {
  unsigned count = vsock->transmit.entries / (RING_ENTRIES / SLOTS);
  for (*slot = 0; *slot < count; ++*slot) {
    if ((vsock->slots_out & 1u << *slot) == 0) {
      return true;
    }
  }
  return false;
}

static void put_packet_header(struct vaccel_vsock *vsock, uint8_t *header, uint32_t length, int operation, uint32_t flags) {
  put_u64(header, vsock->cid);
  put_u64(header + 8, HOST);
  put_u32(header + 16, vsock->options.local_port);
  put_u32(header + 20, vsock->options.port);
  put_u32(header + 24, length);
  put_u16(header + 28, TYPE_STREAM);
  put_u16(header + 30, (uint16_t)operation);
  put_u32(header + 32, flags);
  put_u32(header + 36, RING_BYTES);
  put_u32(header + 40, vsock->forwarded);
  vsock->forwarded_told = vsock->forwarded;
  vsock->owes_update = false;
}

static uint8_t *begin_packet(struct vaccel_vsock *vsock, unsigned slot, struct chain *chain) {
  unsigned run = RING_ENTRIES / SLOTS;
  uint8_t *bytes = vsock->slots + (size_t)slot * PACKET;
  chain_begin(chain, slot * run, run);
  add(vsock, &vsock->transmit, chain, bytes, HEADER, 0);
  return bytes;
}

static void send_packet(struct vaccel_vsock *vsock, unsigned slot, const struct chain *chain) {
  vsock->slots_out |= 1u << slot;
  vaccel_ring_publish(&vsock->transmit, chain);
  vaccel_ring_notify(&vsock->transmit);
}

static void send_control(struct vaccel_vsock *vsock, unsigned slot, int operation, uint32_t flags) {
  struct chain chain;
  put_packet_header(vsock, begin_packet(vsock, slot, &chain), 0, operation, flags);
  send_packet(vsock, slot, &chain);
}

/* --- Both --- */

/* Does what is to do. `aside`: packets with bytes are put aside, not held. */
static int advance(struct vaccel_vsock *vsock, bool aside) {
  uint32_t first;
  uint32_t written;
  unsigned slot;
  if (vsock->fault != NULL) {
    return -1;
  }
  while (vaccel_ring_take(&vsock->transmit, &first, &written)) {
    slot = first / (RING_ENTRIES / SLOTS);
    if (first % (RING_ENTRIES / SLOTS) != 0 || slot >= SLOTS || (vsock->slots_out & 1u << slot) == 0) {
      return fail(vsock, "the device gave a packet back that it did not have");
    }
    vsock->slots_out &= ~(1u << slot);
  }
  if (vsock->held != NULL && aside && put_aside(vsock) != 0) {
    return -1;
  }
  while (vsock->held == NULL && vaccel_ring_take(&vsock->receive, &first, &written)) {
    unsigned run = run_of(&vsock->receive, BUFFERS);
    unsigned buffer = first / run;
    if (first % run != 0 || buffer >= BUFFERS || (vsock->buffers_out & 1u << buffer) == 0 || written > PACKET) {
      return fail(vsock, "the device gave a buffer back that it did not have");
    }
    vsock->buffers_out &= ~(1u << buffer);
    if (take_packet(vsock, buffer, written) != 0 || (vsock->held != NULL && aside && put_aside(vsock) != 0)) {
      return -1;
    }
  }
  vaccel_ring_notify(&vsock->receive);
  if (vsock->owes_update && vsock->connected && !vsock->gone && free_slot(vsock, &slot)) {
    send_control(vsock, slot, OP_CREDIT_UPDATE, 0);
  }
  return 0;
}

/* Lets time pass; `spins` counts. */
static int wait_more(struct vaccel_vsock *vsock, unsigned *spins) {
  pause_a_little();
  if (++*spins % SPINS != 0) {
    return 0;
  }
  if (vsock->options.wait != NULL && !vsock->options.wait(vsock->options.context)) {
    return fail(vsock, "the caller waits no longer");
  }
  /* A register, which an emulated device answers slowly: seldom. */
  if (*spins % (SPINS * 1024u) == 0 && (read8(vsock->device.common, DEVICE_STATUS) & NEEDS_RESET) != 0) {
    return fail(vsock, "the device has failed");
  }
  uint32_t first;
  uint32_t written;
  if (vaccel_ring_take(&vsock->events, &first, &written)) {
    return fail(vsock, "the machine was moved: its connections are gone");
  }
  return 0;
}

static int wait_for_slot(struct vaccel_vsock *vsock, unsigned *slot) {
  unsigned spins = 0;
  for (;;) {
    if (advance(vsock, true) != 0) {
      return -1;
    }
    if (free_slot(vsock, slot)) {
      return 0;
    }
    if (wait_more(vsock, &spins) != 0) {
      return -1;
    }
  }
}

static uint32_t credit(const struct vaccel_vsock *vsock) {
  uint32_t under_way = vsock->sent - vsock->peer_forwarded;
  return under_way < vsock->peer_buffer ? vsock->peer_buffer - under_way : 0;
}

struct source {
  const struct vaccel_part *parts;
  size_t count;
  size_t at; /* in the first of them */
};

/* Up to `most` bytes behind the header of a packet; how many. `*borrowed`: some lie in the caller's memory. */
static uint32_t add_bytes(
    struct vaccel_vsock *vsock, struct chain *chain, struct source *source, uint32_t most, uint8_t *slot, bool *borrowed) {
  uint32_t done = 0;
  size_t copied = HEADER;
  while (done < most && source->count > 0) {
    const uint8_t *bytes = (const uint8_t *)source->parts->bytes + source->at;
    size_t length = source->parts->length - source->at;
    length = length < most - done ? length : most - done;
    size_t added = length < COPIED_BELOW ? 0 : add(vsock, &vsock->transmit, chain, bytes, length, 0);
    *borrowed |= added > 0;
    if (added == 0 && length > 0) {
      memcpy(slot + copied, bytes, length);
      added = add(vsock, &vsock->transmit, chain, slot + copied, length, 0);
      copied += added;
      if (added == 0) {
        break; /* no descriptor left: the next packet's */
      }
    }
    done += (uint32_t)added;
    source->at += added;
    if (source->at == source->parts->length) {
      source->parts++;
      source->count--;
      source->at = 0;
    }
  }
  return done;
}

static int send_parts(void *context, const struct vaccel_part *parts, size_t count) {
  struct vaccel_vsock *vsock = context;
  struct source source = {parts, count, 0};
  bool borrowed = false;
  unsigned spins = 0;
  unsigned slot;
  for (;;) {
    while (source.count > 0 && source.at == source.parts->length) {
      source.parts++;
      source.count--;
      source.at = 0;
    }
    if (source.count == 0) {
      break;
    }
    if (wait_for_slot(vsock, &slot) != 0) {
      return -1;
    }
    if (vsock->gone) {
      return fail(vsock, "the agent ended the connection");
    }
    uint32_t most = credit(vsock) < PACKET - HEADER ? credit(vsock) : PACKET - HEADER;
    if (most == 0) {
      if (wait_more(vsock, &spins) != 0) {
        return -1;
      }
      continue;
    }
    struct chain chain;
    uint8_t *bytes = begin_packet(vsock, slot, &chain);
    uint32_t length = add_bytes(vsock, &chain, &source, most, bytes, &borrowed);
    put_packet_header(vsock, bytes, length, OP_RW, 0);
    vsock->sent += length;
    send_packet(vsock, slot, &chain);
  }
  /* The caller may write to its memory again when this returns. */
  while (borrowed && vsock->slots_out != 0) {
    if (advance(vsock, true) != 0 || wait_more(vsock, &spins) != 0) {
      return -1;
    }
  }
  return 0;
}

static size_t take_bytes(struct vaccel_vsock *vsock, uint8_t *to, size_t capacity) {
  uint32_t bytes;
  if (vsock->ring_bytes > 0) {
    bytes = RING_BYTES - vsock->ring_from;
    bytes = bytes < vsock->ring_bytes ? bytes : vsock->ring_bytes;
    bytes = bytes < capacity ? bytes : (uint32_t)capacity;
    memcpy(to, vsock->ring + vsock->ring_from, bytes);
    vsock->ring_from = (vsock->ring_from + bytes) % RING_BYTES;
    vsock->ring_bytes -= bytes;
  } else {
    bytes = vsock->held_bytes < capacity ? vsock->held_bytes : (uint32_t)capacity;
    memcpy(to, vsock->held, bytes);
    vsock->held += bytes;
    vsock->held_bytes -= bytes;
  }
  vsock->forwarded += bytes;
  vsock->owes_update |= vsock->forwarded - vsock->forwarded_told >= RING_BYTES / 2;
  return bytes;
}

static ptrdiff_t receive_bytes(void *context, void *bytes, size_t capacity) {
  struct vaccel_vsock *vsock = context;
  unsigned spins = 0;
  while (vsock->ring_bytes == 0 && vsock->held == NULL) {
    if (advance(vsock, false) != 0) {
      return -1;
    }
    if (vsock->held == NULL) {
      if (vsock->peer_ended) {
        return 0;
      }
      if (wait_more(vsock, &spins) != 0) {
        return -1;
      }
    }
  }
  size_t taken = take_bytes(vsock, bytes, capacity);
  if (vsock->held != NULL && vsock->held_bytes == 0 && release_held(vsock) != 0) {
    return -1;
  }
  if (vsock->owes_update && advance(vsock, false) != 0) {
    return -1;
  }
  return (ptrdiff_t)taken;
}

static const char *last_fault(void *context) {
  const struct vaccel_vsock *vsock = context;
  return vsock->fault;
}

/* --- The device --- */

static int negotiate(struct vaccel_vsock *vsock, bool *event_index) {
  volatile uint8_t *common = vsock->device.common;
  write8(common, DEVICE_STATUS, 0);
  for (unsigned tries = 0; read8(common, DEVICE_STATUS) != 0; tries++) {
    if (tries == TRIES / 1000) {
      return fail(vsock, "the device does not let itself be reset");
    }
  }
  write8(common, DEVICE_STATUS, ACKNOWLEDGE);
  write8(common, DEVICE_STATUS, ACKNOWLEDGE | DRIVER);
  write32(common, FEATURE_SELECT, 0);
  uint32_t features = read32(common, FEATURES) & F_EVENT_IDX;
  write32(common, DRIVER_FEATURE_SELECT, 0);
  write32(common, DRIVER_FEATURES, features);
  write32(common, DRIVER_FEATURE_SELECT, 1);
  write32(common, DRIVER_FEATURES, F_VERSION_1);
  write8(common, DEVICE_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
  if ((read8(common, DEVICE_STATUS) & FEATURES_OK) == 0) {
    return fail(vsock, "the device wants features that this driver does not have");
  }
  *event_index = features != 0;
  return 0;
}

static int start(struct vaccel_vsock *vsock) {
  volatile uint8_t *common = vsock->device.common;
  struct vaccel_ring *rings[] = {&vsock->receive, &vsock->transmit, &vsock->events};
  uint8_t *memory = vsock->options.memory;
  bool event_index;
  if (negotiate(vsock, &event_index) != 0) {
    return -1;
  }
  vsock->running = true;
  uint8_t generation;
  do {
    generation = read8(common, CONFIG_GENERATION);
    vsock->cid = read32(vsock->device.config, 0) | (uint64_t)read32(vsock->device.config, 4) << 32;
  } while (generation != read8(common, CONFIG_GENERATION));
  write16(common, MSIX_CONFIG, NO_VECTOR);
  for (uint16_t i = 0; i < 3; i++) {
    size_t length = RING_PAGE;
    uint64_t physical = vsock->options.physical(vsock->options.context, memory + (size_t)i * RING_PAGE, &length);
    if (length < RING_PAGE) {
      return fail(vsock, "the memory for the device has no physical address");
    }
    const char *fault = NULL;
    if (!vaccel_ring_open(
            rings[i], &vsock->device, i, memory + (size_t)i * RING_PAGE, physical, event_index, &fault)) {
      return fail(vsock, fault);
    }
  }
  if (vsock->receive.entries < BUFFERS || vsock->transmit.entries < RING_ENTRIES / SLOTS) {
    return fail(vsock, "the device's queues are too short");
  }
  write8(common, DEVICE_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
  for (unsigned i = 0; i < BUFFERS; i++) {
    if (give_buffer(vsock, i) != 0) {
      return -1;
    }
  }
  vaccel_ring_notify(&vsock->receive);
  /* An event is 4 bytes, in the unused end of its own queue's page. */
  struct chain chain;
  chain_begin(&chain, 0, 1);
  add(vsock, &vsock->events, &chain, memory + (size_t)3 * RING_PAGE - 8, 8, DESCRIPTOR_WRITE);
  vaccel_ring_publish(&vsock->events, &chain);
  vaccel_ring_notify(&vsock->events);
  return 0;
}

int vaccel_vsock_open(
    struct vaccel_vsock *vsock, const struct vaccel_virtio *device, const struct vaccel_vsock_options *options) {
  memset(vsock, 0, sizeof *vsock);
  vsock->device = *device;
  vsock->options = *options;
  vsock->buffers = (uint8_t *)options->memory + (size_t)3 * RING_PAGE;
  vsock->slots = vsock->buffers + (size_t)BUFFERS * PACKET;
  vsock->ring = vsock->slots + (size_t)SLOTS * PACKET;
  if (start(vsock) != 0) {
    return -1;
  }
  send_control(vsock, 0, OP_REQUEST, 0);
  unsigned spins = 0;
  while (!vsock->connected) {
    if (advance(vsock, false) != 0) {
      return -1;
    }
    if (vsock->gone) {
      return fail(vsock, "nobody listens at the port of the host");
    }
    if (!vsock->connected && wait_more(vsock, &spins) != 0) {
      return -1;
    }
  }
  return 0;
}

struct vaccel_link vaccel_vsock_link(struct vaccel_vsock *vsock) {
  return (struct vaccel_link){vsock, send_parts, receive_bytes, last_fault};
}

void vaccel_vsock_close(struct vaccel_vsock *vsock) {
  unsigned slot;
  if (vsock->running && vsock->connected && !vsock->gone && wait_for_slot(vsock, &slot) == 0) {
    send_control(vsock, slot, OP_SHUTDOWN, NO_RECEIVE | NO_SEND);
    /* The host confirms; what it still sent is dropped. */
    for (unsigned spins = 0; !vsock->gone && spins < TRIES && advance(vsock, false) == 0;) {
      if (vsock->held != NULL) {
        vsock->forwarded += vsock->held_bytes;
        release_held(vsock);
      }
      if (wait_more(vsock, &spins) != 0) {
        break;
      }
    }
  }
  if (vsock->running) {
    write8(vsock->device.common, DEVICE_STATUS, 0);
  }
  vsock->running = false;
  fail(vsock, "the connection is closed");
}
