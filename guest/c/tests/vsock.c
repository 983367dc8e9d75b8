/*
 * The polling driver against a device in the same process, which has its turn whenever the driver waits: it echoes, keeps its
 * credit low, or breaks the rules. Physical addresses are others than ours, page by page. The seed is printed; give another as
 * the second argument.
 */
#include "scripted.h"

#include "../src/core/frame.h"
#include "../src/virtio/ring.h"

enum { BAR = 4, NOTIFY_AT = 0x100, CONFIG_AT = 0x200, PAGES = 1024 * 1024 / 4096, MASK = 127, CID = 3, PORT = 2048 };
enum { RESPONSE = 2, RST, SHUTDOWN, RW, CREDIT_UPDATE, CREDIT_REQUEST };
#define PHYSICAL UINT64_C(0x700000000) /* of the last page; the others stand before it in reverse */

enum fault { NONE, REFUSES, IGNORES, ID, INSIDE, LONG, ANNOUNCES, NO_CREDIT, SENT_ID, ANYTHING };

struct device {
  union {
    uint8_t bytes[0x300];
    uint64_t aligned;
  } registers;
  uint8_t config[256];
  uint8_t *memory;
  bool scattered;
  bool in_place;
  uint16_t taken[3], used[3];
  uint8_t bytes[1 << 20]; /* to be echoed */
  size_t from, to;
  uint32_t window, received, forwarded, sent, guest_buffer, guest_forwarded;
  int replies[64];
  unsigned reply_count;
  enum fault fault;
  unsigned turns, most_turns;
  bool empty[2]; /* queues on which it sleeps */
};

static struct device device;
static struct vaccel_vsock vsock;
static uint64_t state;

static uint32_t next_random(uint32_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)((state >> 33) % below);
}

/* --- The machine --- */

static uint64_t physical(void *context, const void *bytes, size_t *length) {
  (void)context;
  uintptr_t at = (uintptr_t)bytes - (uintptr_t)device.memory;
  if (at >= VACCEL_VSOCK_MEMORY) {
    *length = device.in_place ? *length : 0;
    return (uintptr_t)bytes;
  }
  if (!device.scattered) {
    return PHYSICAL + at;
  }
  size_t rest = 4096 - at % 4096;
  *length = *length < rest ? *length : rest;
  return PHYSICAL + (PAGES - 1 - at / 4096) * 4096 + at % 4096;
}

/* The device's view: bytes of one descriptor, which lie in one page of ours if they are scattered. */
static uint8_t *memory_at(uint64_t address, uint32_t length) {
  uint64_t at = address - PHYSICAL;
  if (at >= VACCEL_VSOCK_MEMORY) {
    REQUIRE(device.in_place);
    return (uint8_t *)(uintptr_t)address;
  }
  REQUIRE(length <= VACCEL_VSOCK_MEMORY - at);
  if (device.scattered) {
    REQUIRE(at % 4096 + length <= 4096);
    at = (PAGES - 1 - at / 4096) * 4096 + at % 4096;
  }
  return device.memory + at;
}

static uint32_t read_config(void *context, unsigned offset) {
  (void)context;
  REQUIRE(offset % 4 == 0 && offset <= sizeof device.config - 4);
  return get_u32(device.config + offset);
}

static volatile void *map_bar(void *context, unsigned bar, uint32_t offset, uint32_t length) {
  (void)context;
  return bar == BAR && offset < sizeof device.registers && length <= sizeof device.registers - offset
             ? device.registers.bytes + offset
             : NULL;
}

static void put_capability(unsigned at, unsigned next, unsigned type, unsigned offset, unsigned length) {
  put_u32(device.config + at, 9 | next << 8 | 20u << 16 | type << 24);
  put_u32(device.config + at + 4, BAR);
  put_u32(device.config + at + 8, offset);
  put_u32(device.config + at + 12, length);
  put_u32(device.config + at + 16, 4);
}

static bool turn(void *context);

static void begin(bool event_index, bool scattered, bool in_place) {
  uint8_t *memory = device.memory;
  memset(&device, 0, sizeof device);
  device.memory = memory;
  device.scattered = scattered;
  device.in_place = in_place;
  device.window = 100000;
  device.most_turns = 100000;
  put_u32(device.registers.bytes + FEATURES, event_index ? UINT32_C(1) << 29 : 0);
  put_u16(device.registers.bytes + QUEUE_SIZE, 256);
  put_u64(device.registers.bytes + CONFIG_AT, CID);
  put_u32(device.config + 4, 0x100000);
  put_u32(device.config + 0x34, 0x40);
  put_u32(device.config + 0x40, 5 | 0x50 << 8); /* MSI, which is not looked at */
  put_capability(0x50, 0x64, 1, 0, COMMON_LENGTH);
  put_capability(0x64, 0x78, 2, NOTIFY_AT, 4);
  put_capability(0x78, 0x8c, 4, CONFIG_AT, 8);
  put_capability(0x8c, 0, 1, 0x100000, COMMON_LENGTH); /* a second one, which is not taken */
}

static int connect(void) {
  struct vaccel_pci pci = {NULL, read_config, map_bar};
  struct vaccel_virtio registers;
  const char *fault = vaccel_virtio_pci(&pci, &registers);
  REQUIRE(fault == NULL);
  put_u16(device.registers.bytes + NOTIFY_AT, 0xffff);
  struct vaccel_vsock_options options = {
      .memory = device.memory, .physical = physical, .wait = turn, .port = PORT, .local_port = 77};
  return vaccel_vsock_open(&vsock, &registers, &options);
}

/* --- The device --- */

static struct vaccel_ring_descriptor *descriptors(unsigned queue) { return (void *)(device.memory + queue * RING_PAGE); }
static struct vaccel_ring_available *available(unsigned queue) {
  return (void *)(device.memory + queue * RING_PAGE + RING_AVAILABLE);
}
static struct vaccel_ring_used *used(unsigned queue) { return (void *)(device.memory + queue * RING_PAGE + RING_USED); }

/* Copies between a chain and bytes; how many it has room for. `length` 0: only that. */
static size_t chain(unsigned queue, unsigned head, uint8_t *bytes, size_t length, bool write) {
  size_t total = 0;
  for (unsigned hops = 0; hops <= MASK; hops++) {
    struct vaccel_ring_descriptor one = descriptors(queue)[head];
    REQUIRE(head <= MASK && (one.flags & DESCRIPTOR_WRITE) == (queue == 1 ? 0 : DESCRIPTOR_WRITE));
    uint8_t *there = memory_at(one.address, one.length);
    size_t part = length < one.length ? length : one.length;
    if (part > 0) {
      memcpy(write ? there : bytes, write ? bytes : there, part);
      bytes += part;
      length -= part;
    }
    total += one.length;
    if ((one.flags & DESCRIPTOR_NEXT) == 0) {
      return total;
    }
    head = one.next;
  }
  REQUIRE(false);
  return 0;
}

static bool next(unsigned queue, unsigned *head) {
  if (device.taken[queue] == available(queue)->index) {
    return false;
  }
  *head = available(queue)->entries[device.taken[queue]++ & MASK];
  return true;
}

static void complete(unsigned queue, uint32_t id, uint32_t written) {
  used(queue)->entries[device.used[queue] & MASK].id = id;
  used(queue)->entries[device.used[queue] & MASK].length = written;
  used(queue)->index = ++device.used[queue];
}

static void take(unsigned head) {
  static uint8_t packet[1 << 17];
  size_t total = chain(1, head, packet, 0, false);
  REQUIRE(total >= 44 && total <= sizeof packet);
  chain(1, head, packet, total, false);
  uint32_t length = get_u32(packet + 24);
  REQUIRE(get_u64(packet) == CID && get_u64(packet + 8) == 2 && get_u32(packet + 16) == 77);
  REQUIRE(get_u32(packet + 20) == PORT && get_u16(packet + 28) == 1 && length == total - 44 && length <= 65536);
  device.guest_buffer = get_u32(packet + 36);
  device.guest_forwarded = get_u32(packet + 40);
  switch (get_u16(packet + 30)) {
    case 1:
      device.replies[device.reply_count++] = device.fault == REFUSES ? RST : RESPONSE;
      break;
    case SHUTDOWN:
      device.replies[device.reply_count++] = RST;
      break;
    case RW:
      device.received += length;
      REQUIRE(length > 0);
      REQUIRE(device.received - device.forwarded <= device.window || device.fault == ANYTHING);
      for (uint32_t i = 0; i < length; i++) {
        device.bytes[(device.to + i) % sizeof device.bytes] = packet[44 + i];
      }
      device.to += length;
      break;
    default:
      REQUIRE(get_u16(packet + 30) == CREDIT_UPDATE);
  }
}

static void put_header(uint8_t *header, int operation, uint32_t length) {
  put_u64(header, 2);
  put_u64(header + 8, CID);
  put_u32(header + 16, PORT);
  put_u32(header + 20, 77);
  put_u32(header + 24, length);
  put_u16(header + 28, 1);
  put_u16(header + 30, (uint16_t)operation);
  put_u32(header + 32, operation == SHUTDOWN ? 3 : 0);
  put_u32(header + 36, device.window);
  put_u32(header + 40, device.forwarded);
}

static void give(void) {
  static uint8_t packet[1 << 17];
  unsigned head;
  while (device.reply_count > 0 && next(0, &head)) {
    put_header(packet, device.replies[--device.reply_count], 0);
    chain(0, head, packet, 44, true);
    complete(0, head, 44);
  }
  for (;;) {
    uint32_t under_way = device.sent - device.guest_forwarded;
    uint32_t length = (uint32_t)(device.to - device.from);
    REQUIRE(under_way <= device.guest_buffer);
    length = length < device.guest_buffer - under_way ? length : device.guest_buffer - under_way;
    if (length == 0 || !next(0, &head)) {
      return;
    }
    if (next_random(8) == 0) {
      complete(0, head, 0);
      continue;
    }
    size_t room = chain(0, head, packet, 0, true) - 44;
    length = length < room ? length : (uint32_t)room;
    length = next_random(2) == 0 ? length : next_random(length) + 1;
    for (uint32_t i = 0; i < length; i++) {
      packet[44 + i] = device.bytes[(device.from + i) % sizeof device.bytes];
    }
    device.from += length;
    device.sent += length;
    device.forwarded += length; /* what is echoed has been read */
    put_header(packet, RW, length);
    chain(0, head, packet, 44 + length, true);
    complete(0, head, 44 + length);
  }
}

static void break_rules(void) {
  static uint8_t packet[1 << 17];
  unsigned head;
  if (device.fault == SENT_ID) {
    complete(1, 0, 0); /* was given back already */
    return;
  }
  while (next(0, &head)) {
    uint32_t length = device.fault == NO_CREDIT ? 60000 : 10;
    put_header(packet, RW, length);
    if (device.fault == ANYTHING) {
      for (unsigned i = next_random(4); i > 0; i--) {
        put_u16(packet + 2 * next_random(22), (uint16_t)(next_random(2) == 0 ? next_random(9) : next_random(65536)));
      }
    } else if (device.fault == ANNOUNCES) {
      put_u32(packet + 24, 11);
    }
    chain(0, head, packet, 44 + length, true);
    uint32_t id = device.fault == ID ? 128 : device.fault == INSIDE ? head + 1 : head;
    uint32_t written = device.fault == LONG ? 65537 : 44 + length;
    if (device.fault == ANYTHING && next_random(4) == 0) {
      id = next_random(4) == 0 ? next_random(256) : id;
      written = next_random(2) == 0 ? next_random(70000) : written;
    }
    complete(0, id, written);
  }
}

/* The driver waits: everything that can be done is done, and the device sleeps. */
static bool turn(void *context) {
  (void)context;
  unsigned head;
  bool told = get_u16(device.registers.bytes + NOTIFY_AT) != 0xffff;
  for (unsigned queue = 0; queue < 2; queue++) {
    /* It slept on an empty queue, so it is to be told. */
    REQUIRE(told || !device.empty[queue] || device.taken[queue] == available(queue)->index);
  }
  while (next(1, &head)) {
    take(head);
    complete(1, head, 0);
  }
  if (device.fault > IGNORES && vsock.connected) {
    break_rules();
  } else if (device.fault != IGNORES) {
    give();
  }
  put_u16(device.registers.bytes + NOTIFY_AT, 0xffff);
  for (unsigned queue = 0; queue < 2; queue++) {
    const uint16_t event = device.taken[queue];
    memcpy(&used(queue)->entries[128], &event, sizeof event);
    device.empty[queue] = event == available(queue)->index;
  }
  return ++device.turns < device.most_turns;
}

/* --- Tests --- */

static uint8_t out[300000];
static uint8_t in[300000];

static void echo(struct vaccel_link *link, size_t length) {
  struct vaccel_part parts[8] = {{out, 0}};
  for (size_t i = 0; i < length; i++) {
    out[i] = (uint8_t)next_random(256);
  }
  size_t at = 0;
  for (size_t i = 0; i < 8; i++) {
    size_t rest = length - at;
    size_t part = i == 7 ? rest : next_random((uint32_t)rest + 1);
    parts[i] = (struct vaccel_part){out + at, part};
    at += part;
  }
  REQUIRE(link->send(link->context, parts, 8) == 0);
  for (at = 0; at < length;) {
    ptrdiff_t received = link->receive(link->context, in + at, next_random(2) == 0 ? length - at : 1 + next_random((uint32_t)(length - at)));
    REQUIRE(received > 0 && (size_t)received <= length - at);
    at += (size_t)received;
  }
  REQUIRE(memcmp(in, out, length) == 0);
}

static void echoes(bool event_index, bool scattered, bool in_place) {
  begin(event_index, scattered, in_place);
  REQUIRE(connect() == 0);
  REQUIRE(get_u32(device.registers.bytes + DRIVER_FEATURES) == 1); /* the second word: VERSION_1 */
  struct vaccel_link link = vaccel_vsock_link(&vsock);
  echo(&link, 1);
  for (int i = 0; i < 40; i++) {
    echo(&link, 1 + next_random(sizeof out));
  }
  /* The other side ends. */
  device.replies[device.reply_count++] = SHUTDOWN;
  REQUIRE(link.receive(link.context, in, 1) == 0);
  struct vaccel_part part = {out, 1};
  REQUIRE(link.send(link.context, &part, 1) != 0 && link.fault(link.context)[0] != 0);
  vaccel_vsock_close(&vsock);
  REQUIRE(get_u16(device.registers.bytes + DEVICE_STATUS) << 8 == 0);
  /* We end. */
  begin(event_index, scattered, in_place);
  REQUIRE(connect() == 0);
  echo(&link, 1000);
  vaccel_vsock_close(&vsock);
  REQUIRE(vsock.gone && device.registers.bytes[DEVICE_STATUS] == 0);
  vaccel_vsock_close(&vsock);
}

static void refuses(enum fault fault, const char *why) {
  begin(true, true, false);
  device.fault = fault;
  device.most_turns = 1000;
  bool early = fault == REFUSES || fault == IGNORES;
  REQUIRE((connect() != 0) == early);
  if (!early) {
    struct vaccel_link link = vaccel_vsock_link(&vsock);
    struct vaccel_part part = {out, sizeof out};
    /* More than there is credit for: while it waits, what comes is put aside. */
    ptrdiff_t status = fault == NO_CREDIT ? link.send(link.context, &part, 1) : 1;
    for (int i = 0; i < 1000 && status > 0; i++) {
      status = link.receive(link.context, in, 7);
    }
    if (status >= 0) {
      fprintf(stderr, "nothing failed where '%s' was expected\n", why);
      exit(1);
    }
  }
  if (strstr(vsock.fault, why) == NULL) {
    fprintf(stderr, "expected '%s', not '%s'\n", why, vsock.fault);
    exit(1);
  }
  vaccel_vsock_close(&vsock);
}

static unsigned fuzz(unsigned rounds) {
  unsigned faults = 0;
  for (unsigned i = 0; i < rounds; i++) {
    begin(next_random(2) == 0, next_random(2) == 0, false);
    device.fault = NONE;
    REQUIRE(connect() == 0);
    device.fault = ANYTHING;
    device.most_turns = device.turns + 5;
    struct vaccel_link link = vaccel_vsock_link(&vsock);
    struct vaccel_part part = {out, next_random(2) == 0 ? sizeof out : 100};
    ptrdiff_t status = next_random(2) == 0 ? 1 : link.send(link.context, &part, 1) == 0 ? 1 : -1;
    while (status > 0) {
      status = link.receive(link.context, in, 1 + next_random(100));
      REQUIRE(status <= 100);
    }
    faults += status < 0 && strcmp(vsock.fault, "the caller waits no longer") != 0;
    vaccel_vsock_close(&vsock);
  }
  return faults;
}

static void finds_registers(void) {
  struct vaccel_pci pci = {NULL, read_config, map_bar};
  struct vaccel_virtio registers;
  begin(true, false, false);
  put_capability(0x8c, 0x50, 4, 0, 8); /* a circle */
  REQUIRE(vaccel_virtio_pci(&pci, &registers) == NULL);
  REQUIRE(registers.notify_step == 4 && registers.config == device.registers.bytes + CONFIG_AT);
  put_capability(0x64, 0x78, 2, 0xfffffffe, 4); /* outside of the BAR */
  REQUIRE(vaccel_virtio_pci(&pci, &registers) != NULL);
  put_u32(device.config + 4, 0);
  REQUIRE(vaccel_virtio_pci(&pci, &registers) != NULL);
  /* Each pair of bytes is something else. */
  for (int i = 0; i < 20000; i++) {
    begin(true, false, false);
    put_u16(device.config + 2 * next_random(0x50), (uint16_t)next_random(65536));
    vaccel_virtio_pci(&pci, &registers);
  }
}

int main(int argc, char **argv) {
  unsigned long long seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20261127;
  state = seed;
  device.memory = aligned_alloc(4096, VACCEL_VSOCK_MEMORY);
  REQUIRE(device.memory != NULL);
  finds_registers();
  for (int i = 0; i < 8; i++) {
    echoes((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
  }
  refuses(REFUSES, "nobody listens");
  refuses(IGNORES, "waits no longer");
  refuses(ID, "did not have");
  refuses(INSIDE, "did not have");
  refuses(LONG, "did not have");
  refuses(ANNOUNCES, "shorter than");
  refuses(NO_CREDIT, "given credit for");
  refuses(SENT_ID, "did not have");
  unsigned rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) / 30 : 2000; /* of those of all tests, a part */
  unsigned faults = fuzz(rounds);
  REQUIRE(faults > rounds / 4 && faults < rounds);
  printf("vsock: echoes and %u hostile devices, %u of them refused (seed %llu)\n", rounds, faults, seed);
  free(device.memory);
  return 0;
}
