#define _GNU_SOURCE
#include "serial.h"

#include "../core/frame.h"
#include "address.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum packet_type { PACKET_OPEN = 1, PACKET_ACCEPT, PACKET_DATA, PACKET_CLOSE, PACKET_END };
/* What a look at the stream finds beside packets. */
enum { FOUND_NOTHING = 0, FOUND_GARBAGE = -1 };
enum {
  HEADER = 16,
  PAYLOAD_MAX = 8192,
  PACKET_MAX = HEADER + PAYLOAD_MAX, /* as many zeros complete whatever a predecessor left half sent */
  OPEN_MS = 10000,
  ASK_MS = 1000,
  ABSENT_MS = 20,
  LINGER_MS = 500
};
#define MAGIC UINT32_C(0x4c535656)

struct vaccel_serial {
  int fd;
  uint32_t link;
  bool open;
  bool torn; /* a packet was begun and not finished */
  size_t at, filled;            /* bytes of the stream that were not looked at */
  size_t payload, payload_left; /* of the packet that was found last, and is not taken yet */
  uint8_t window[2 * PACKET_MAX];
  uint8_t out[PACKET_MAX];
};

/* CRC-32 of IEEE 802.3, four bits at a time; begins and ends with all bits inverted. */
static uint32_t crc(uint32_t state, const uint8_t *bytes, size_t length) {
  static const uint32_t table[16] = {
      0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
      0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  for (size_t i = 0; i < length; i++) {
    state ^= bytes[i];
    state = state >> 4 ^ table[state & 15];
    state = state >> 4 ^ table[state & 15];
  }
  return state;
}

static uint32_t check_of(const uint8_t *packet, size_t length) {
  return ~crc(crc(UINT32_MAX, packet, 12), packet + HEADER, length);
}

static int fault(struct vaccel_posix *posix, const char *what) {
  snprintf(posix->fault, sizeof posix->fault, "%s", what);
  return -1;
}

/* Waits for the port, at most `limit_ms`, negative: for ever. 1 ready, 0 time is up, -1 the other end is gone. */
static int wait_for(struct vaccel_serial *port, short events, int64_t limit_ms) {
  struct pollfd entry = {.fd = port->fd, .events = events};
  int status;
  do {
    status = poll(&entry, 1, (int)limit_ms);
  } while (status < 0 && errno == EINTR);
  if (status > 0 && (entry.revents & events) == 0) {
    return -1;
  }
  return status < 0 ? -1 : status;
}

/* Writes all. 0, or -1 when the other end is gone or does not take it until `end_ms` (negative: waits for ever). */
static int write_all(struct vaccel_serial *port, const uint8_t *bytes, size_t length, int64_t end_ms) {
  for (size_t at = 0; at < length;) {
    ssize_t written = write(port->fd, bytes + at, length - at);
    if (written > 0) {
      at += (size_t)written;
      port->torn = at < length;
      continue;
    }
    if (written < 0 && errno == EINTR) {
      continue;
    }
    int64_t left = end_ms < 0 ? -1 : end_ms - now_ms();
    if ((written < 0 && errno != EAGAIN) || (end_ms >= 0 && left <= 0) || wait_for(port, POLLOUT, left) <= 0) {
      return -1;
    }
  }
  return 0;
}

/* Sends a packet whose payload is in port->out already. */
static int write_packet(struct vaccel_serial *port, enum packet_type type, size_t length, int64_t end_ms) {
  uint8_t *packet = port->out;
  put_u32(packet, MAGIC);
  packet[4] = (uint8_t)type;
  packet[5] = 0;
  put_u16(packet + 6, (uint16_t)length);
  put_u32(packet + 8, port->link);
  put_u32(packet + 12, check_of(packet, length));
  return write_all(port, packet, HEADER + length, end_ms);
}

/* Whether bytes of the stream, as far as they have come, are those of a header. */
static bool could_begin(const uint8_t *bytes, size_t there) {
  static const uint8_t magic[4] = {0x56, 0x56, 0x53, 0x4c};
  if (memcmp(bytes, magic, there < 4 ? there : 4) != 0) {
    return false;
  }
  if (there > 4 && (bytes[4] < PACKET_OPEN || bytes[4] > PACKET_END)) {
    return false;
  }
  if (there > 5 && bytes[5] != 0) {
    return false;
  }
  return there < 8 || get_u16(bytes + 6) <= (bytes[4] == PACKET_DATA ? PAYLOAD_MAX : 0);
}

/* The type of the next packet, which is then passed, its payload waiting; or that there is none. */
static int next_packet(struct vaccel_serial *port, uint32_t *link) {
  const uint8_t *packet = port->window + port->at;
  size_t there = port->filled - port->at;
  size_t length = there < HEADER ? 0 : get_u16(packet + 6);
  if (could_begin(packet, there)) {
    if (there < HEADER || there < HEADER + length) {
      return FOUND_NOTHING;
    }
    if (get_u32(packet + 12) == check_of(packet, length)) {
      *link = get_u32(packet + 8);
      port->payload = port->at + HEADER;
      port->payload_left = length;
      port->at += HEADER + length;
      return packet[4];
    }
  }
  /* A packet may begin at any byte of what was taken for another one. */
  do {
    port->at++;
  } while (port->at < port->filled && !could_begin(port->window + port->at, port->filled - port->at));
  return FOUND_GARBAGE;
}

/* Reads what is there. 1, 0 for nothing yet, -1 for the end. No payload waits. */
static int fill(struct vaccel_serial *port) {
  memmove(port->window, port->window + port->at, port->filled - port->at);
  port->filled -= port->at;
  port->at = 0;
  ssize_t count;
  do {
    count = read(port->fd, port->window + port->filled, sizeof port->window - port->filled);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return errno == EAGAIN ? 0 : -1;
  }
  port->filled += (size_t)count;
  return count > 0 ? 1 : -1;
}

static int send_parts(void *context, const struct vaccel_part *parts, size_t count) {
  struct vaccel_posix *posix = context;
  struct vaccel_serial *port = posix->port;
  size_t length = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t from = 0; from < parts[i].length;) {
      size_t rest = parts[i].length - from;
      size_t bytes = rest < PAYLOAD_MAX - length ? rest : PAYLOAD_MAX - length;
      memcpy(port->out + HEADER + length, (const uint8_t *)parts[i].bytes + from, bytes);
      from += bytes;
      length += bytes;
      if (length == PAYLOAD_MAX) {
        if (write_packet(port, PACKET_DATA, length, -1) != 0) {
          return fault(posix, "the port's other end is gone");
        }
        length = 0;
      }
    }
  }
  if (length > 0 && write_packet(port, PACKET_DATA, length, -1) != 0) {
    return fault(posix, "the port's other end is gone");
  }
  return 0;
}

/* Takes packets until one has payload for us. 1, 0 at the end, -1 for failure. */
static int next_payload(struct vaccel_posix *posix) {
  struct vaccel_serial *port = posix->port;
  while (port->open && port->payload_left == 0) {
    uint32_t link = 0;
    int found = next_packet(port, &link);
    if (found == FOUND_GARBAGE) {
      port->open = false;
      write_packet(port, PACKET_CLOSE, 0, now_ms() + LINGER_MS);
      return fault(posix, "bytes of the port were lost or changed");
    } else if (found == FOUND_NOTHING) {
      int filled = fill(port);
      if (filled < 0 || (filled == 0 && wait_for(port, POLLIN, -1) < 0)) {
        port->open = false;
      }
    } else if (link != port->link || found != PACKET_DATA) {
      port->payload_left = 0;
      port->open = link != port->link || (found != PACKET_CLOSE && found != PACKET_END);
    }
  }
  return port->payload_left > 0 ? 1 : 0;
}

static ptrdiff_t receive_bytes(void *context, void *bytes, size_t capacity) {
  struct vaccel_posix *posix = context;
  struct vaccel_serial *port = posix->port;
  int status = next_payload(posix);
  if (status <= 0) {
    return status;
  }
  size_t count = port->payload_left < capacity ? port->payload_left : capacity;
  memcpy(bytes, port->window + port->payload, count);
  port->payload += count;
  port->payload_left -= count;
  return (ptrdiff_t)count;
}

static const char *last_fault(void *context) {
  const struct vaccel_posix *posix = context;
  return posix->fault;
}

struct vaccel_link vaccel_serial_link(struct vaccel_posix *posix) {
  return (struct vaccel_link){posix, send_parts, receive_bytes, last_fault};
}

static int unreachable(struct vaccel_posix *posix, const char *address, const char *why) {
  vaccel_fail(&posix->client, VACCEL_UNREACHABLE, "cannot reach an agent at %s: %s", address, why);
  return -1;
}

static int open_port(struct vaccel_posix *posix, const char *address, const char *path) {
  struct stat kind;
  if (stat(path, &kind) != 0) {
    return unreachable(posix, address, strerror(errno));
  }
  if (S_ISSOCK(kind.st_mode)) {
    char socket_address[8 + 108];
    if (strlen(path) >= 108) {
      return unreachable(posix, address, "the path of a socket has at most 107 bytes");
    }
    snprintf(socket_address, sizeof socket_address, "unix://%s", path);
    int fd = vaccel_posix_dial(posix, socket_address);
    if (fd >= 0) {
      fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    return fd;
  }
  if (!S_ISCHR(kind.st_mode)) {
    return unreachable(posix, address, "neither a port of virtio-serial nor a socket");
  }
  int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) {
    return unreachable(posix, address, errno == EBUSY ? "another program has the port open" : strerror(errno));
  }
  return fd;
}

static uint32_t random_number(void) {
  uint32_t number = 0;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number) {
    number = (uint32_t)now_ms() * 2654435761u ^ (uint32_t)getpid();
  }
  return number == 0 ? 1 : number;
}

/* Begins a stream: whatever a predecessor left is completed, and the link is asked for. */
static int begin(struct vaccel_serial *port, int64_t end_ms) {
  port->at = port->filled = 0;
  port->link = random_number();
  memset(port->out, 0, sizeof port->out);
  return write_all(port, port->out, sizeof port->out, end_ms) == 0 &&
                 write_packet(port, PACKET_OPEN, 0, end_ms) == 0
             ? 0
             : -1;
}

/* Looks at what has come for an answer. 1 accepted, 0 not yet, -1 the other end is gone, -2 it refuses. */
static int answer(struct vaccel_serial *port) {
  int filled = fill(port);
  while (port->at < port->filled) {
    uint32_t link = 0;
    int found = next_packet(port, &link);
    if (found == FOUND_NOTHING) {
      break;
    }
    if (found == PACKET_ACCEPT && link == port->link) {
      port->open = true;
      port->payload_left = 0;
      return 1;
    }
    port->payload_left = 0;
    if (found == PACKET_CLOSE && link == port->link) {
      return -2;
    }
  }
  return filled < 0 ? -1 : 0;
}

int vaccel_serial_open(struct vaccel_posix *posix, const char *address) {
  const char *path = address + sizeof VACCEL_SERIAL_SCHEME - 1;
  if (path[0] != '/') {
    vaccel_fail(
        &posix->client, VACCEL_INVALID_CONFIG, "address '%s': expected serial:///dev/vport1p1 or the like", address);
    return -1;
  }
  int fd = open_port(posix, address, path);
  if (fd < 0) {
    return -1;
  }
  struct vaccel_serial *port = calloc(1, sizeof *port);
  if (port == NULL) {
    close(fd);
    return unreachable(posix, address, "no memory");
  }
  posix->port = port;
  port->fd = fd;
  int64_t end_ms = now_ms() + OPEN_MS;
  const char *why = "no agent answers at the port's other end";
  while (now_ms() < end_ms) {
    int status = begin(port, end_ms);
    int64_t ask_ms = now_ms() + ASK_MS;
    while (status == 0 && now_ms() < end_ms) {
      status = answer(port);
      if (status == 0) {
        int64_t left = (ask_ms < end_ms ? ask_ms : end_ms) - now_ms();
        status = left <= 0 ? 0 : wait_for(port, POLLIN, left) < 0 ? -1 : 0;
      }
      if (status == 0 && now_ms() >= ask_ms) {
        status = write_packet(port, PACKET_OPEN, 0, end_ms);
        ask_ms = now_ms() + ASK_MS;
      }
    }
    if (status == 1) {
      return 0;
    }
    if (status == -2) {
      return unreachable(posix, address, "the other end ended the link; is a vaccel agent there?");
    }
    if (status == -1) {
      why = "the port's other end is not there: no agent has the socket of the VMM";
      nanosleep(&(struct timespec){.tv_nsec = ABSENT_MS * 1000000L}, NULL);
    }
  }
  return unreachable(posix, address, why);
}

void vaccel_serial_close(struct vaccel_posix *posix) {
  struct vaccel_serial *port = posix->port;
  /* The other end of a virtual machine does not see that a port is closed: it is told. */
  if (port->open && !port->torn) {
    write_packet(port, PACKET_CLOSE, 0, now_ms() + LINGER_MS);
  }
  close(port->fd);
  free(port);
  posix->port = NULL;
}
