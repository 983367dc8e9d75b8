/*
 * Who connects to a unix socket offers the memory of two rings over it. Offer, 16 bytes, the memory comes along: magic,
 * version (2 bytes), 0 (2), capacity of each ring (4), 0 (4). Answer, 8 bytes: magic, version (2), status (2).
 */
#define _GNU_SOURCE
#include "../core/frame.h"
#include "address.h"
#include "clock.h"
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { VERSION = 1, STATUS_TAKEN = 0, STATUS_REFUSED = 1, OFFER = 16, ANSWER = 8, ANSWER_MS = 10000 };
#define MAGIC UINT32_C(0x474e5256) /* "VRNG" */

enum outcome {
  TAKEN,
  REFUSED,   /* the agent waits for what goes through the socket */
  NO_MEMORY, /* nothing was offered */
  LEFT,      /* it ended the connection, or answers something else: it may know no rings */
  SILENT
};

#ifndef VACCEL_NO_RINGS
/* Memory whose size stays: -1 where there is none. */
static int make_memory(void) {
  int memory = memfd_create("vaccel-rings", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory >= 0 &&
      (ftruncate(memory, RINGS_MEMORY) != 0 ||
       fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)) {
    close(memory);
    return -1;
  }
  return memory;
}

static enum outcome send_offer(int fd, int memory) {
  uint8_t offer[OFFER] = {0};
  put_u32(offer, MAGIC);
  put_u16(offer + 4, VERSION);
  put_u32(offer + 8, RING_CAPACITY);
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } along = {0};
  struct iovec part = {offer, sizeof offer};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = along.bytes, .msg_controllen = sizeof along.bytes};
  along.header.cmsg_level = SOL_SOCKET;
  along.header.cmsg_type = SCM_RIGHTS;
  along.header.cmsg_len = CMSG_LEN(sizeof memory);
  memcpy(CMSG_DATA(&along.header), &memory, sizeof memory);
  ssize_t sent;
  do {
    sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  /* The buffer of a new socket takes 16 bytes at once. */
  return sent == OFFER ? TAKEN : LEFT;
}

static enum outcome hear_answer(int fd, int64_t end_ms) {
  uint8_t answer[ANSWER];
  for (size_t at = 0; at < sizeof answer;) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    int64_t left_ms = end_ms - now_ms();
    int status = left_ms <= 0 ? 0 : poll(&entry, 1, (int)left_ms);
    if (status == 0) {
      return SILENT;
    }
    ssize_t received = status < 0 ? -1 : recv(fd, answer + at, sizeof answer - at, 0);
    if (received < 0 && errno == EINTR) {
      continue;
    }
    if (received <= 0) {
      return LEFT;
    }
    at += (size_t)received;
  }
  if (get_u32(answer) != MAGIC || get_u16(answer + 4) != VERSION) {
    return LEFT;
  }
  return get_u16(answer + 6) == STATUS_TAKEN ? TAKEN : get_u16(answer + 6) == STATUS_REFUSED ? REFUSED : LEFT;
}

static enum outcome offer_rings(struct vaccel_posix *posix, int64_t end_ms) {
  int memory = make_memory();
  struct vaccel_rings *rings = memory < 0 ? NULL : vaccel_rings_map(memory);
  enum outcome outcome = rings == NULL ? NO_MEMORY : send_offer(posix->fd, memory);
  if (memory >= 0) {
    close(memory);
  }
  if (outcome == TAKEN) {
    outcome = hear_answer(posix->fd, end_ms);
  }
  if (outcome == TAKEN) {
    posix->rings = rings;
  } else if (rings != NULL) {
    vaccel_rings_unmap(rings);
  }
  return outcome;
}
#else
static enum outcome offer_rings(struct vaccel_posix *posix, int64_t end_ms) {
  (void)posix;
  (void)end_ms;
  return NO_MEMORY;
}
#endif

static const char *reason(enum outcome outcome) {
  switch (outcome) {
    case NO_MEMORY:
      return "this system gives no memory for rings that can be shared; unix: needs none";
    case REFUSED:
      return "it refuses rings in shared memory";
    case LEFT:
      return "it takes no rings in shared memory, or no agent listens at shm+unix: there";
    case SILENT:
    case TAKEN:
      break;
  }
  return "it does not answer within 10 s";
}

int vaccel_rings_open(struct vaccel_posix *posix, const char *address) {
  bool needed = strncmp(address, VACCEL_RING_SCHEME, sizeof VACCEL_RING_SCHEME - 1) == 0;
  const char *wanted = getenv("VACCEL_RINGS");
  int64_t end_ms = now_ms() + ANSWER_MS;
  posix->fd = vaccel_posix_dial(posix, address);
  if (posix->fd < 0) {
    return -1;
  }
  if (!needed && wanted != NULL && strcmp(wanted, "off") == 0) {
    return 0;
  }
  enum outcome outcome = offer_rings(posix, end_ms);
  if (outcome == TAKEN || (!needed && (outcome == REFUSED || outcome == NO_MEMORY))) {
    return 0;
  }
  if (!needed && outcome == LEFT) {
    close(posix->fd);
    posix->fd = vaccel_posix_dial(posix, address);
    return posix->fd < 0 ? -1 : 0;
  }
  vaccel_fail(&posix->client, VACCEL_UNREACHABLE, "cannot reach an agent at %s: %s", address, reason(outcome));
  return -1;
}
