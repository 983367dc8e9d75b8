#define _GNU_SOURCE
#include <vaccel/posix.h>

#include "../core/frame.h"
#include "address.h"
#include "poll.h"
#include "ring.h"
#include "serial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PARTS_MAX = 8, MEMORY = 64 << 20 };

static int fault(struct vaccel_posix *posix, int number) {
  snprintf(posix->fault, sizeof posix->fault, "%s", strerror(number));
  return -1;
}

static const char *last_fault(void *context) {
  const struct vaccel_posix *posix = context;
  return posix->fault;
}

static int send_parts(void *context, const struct vaccel_part *parts, size_t count) {
  struct vaccel_posix *posix = context;
  struct iovec vectors[PARTS_MAX];
  for (size_t i = 0; i < count; i++) {
    vectors[i] = (struct iovec){(void *)(uintptr_t)parts[i].bytes, parts[i].length};
  }
  struct msghdr message = {.msg_iov = vectors, .msg_iovlen = count};
  while (message.msg_iovlen > 0) {
    ssize_t sent = sendmsg(posix->fd, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent < 0) {
      return fault(posix, errno);
    }
    size_t rest = (size_t)sent;
    while (message.msg_iovlen > 0 && rest >= message.msg_iov->iov_len) {
      rest -= message.msg_iov->iov_len;
      message.msg_iov++;
      message.msg_iovlen--;
    }
    if (message.msg_iovlen > 0) {
      message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + rest;
      message.msg_iov->iov_len -= rest;
    }
  }
  return 0;
}

static ptrdiff_t receive_bytes(void *context, void *bytes, size_t capacity) {
  struct vaccel_posix *posix = context;
  for (;;) {
    ssize_t received = recv(posix->fd, bytes, capacity, 0);
    if (received >= 0) {
      return received;
    }
    if (errno != EINTR) {
      return fault(posix, errno);
    }
  }
}

static int refuse(struct vaccel_posix *posix) {
  posix->client.lost = true;
  return posix->client.error.code;
}

static int open_link(struct vaccel_posix *posix, const char *address) {
  if (strncmp(address, VACCEL_POLL_SCHEME, sizeof VACCEL_POLL_SCHEME - 1) == 0) {
    return vaccel_poll_open(posix, address);
  }
  if (strncmp(address, VACCEL_SERIAL_SCHEME, sizeof VACCEL_SERIAL_SCHEME - 1) == 0) {
    return vaccel_serial_open(posix, address);
  }
  if (strncmp(address, VACCEL_RING_SCHEME, sizeof VACCEL_RING_SCHEME - 1) == 0 ||
      strncmp(address, VACCEL_UNIX_SCHEME, sizeof VACCEL_UNIX_SCHEME - 1) == 0) {
    return vaccel_rings_open(posix, address);
  }
  posix->fd = vaccel_posix_dial(posix, address);
  return posix->fd < 0 ? -1 : 0;
}

int vaccel_posix_connect(
    struct vaccel_posix *posix, const char *address, const struct vaccel_posix_options *options) {
  memset(posix, 0, sizeof *posix);
  posix->fd = -1;
  posix->memory_size = options->memory_size == 0 ? MEMORY : options->memory_size;
  const char *to = address == NULL ? getenv("VACCEL_ADDRESS") : address;
  if (to == NULL || to[0] == 0) {
    vaccel_fail(
        &posix->client,
        VACCEL_INVALID_CONFIG,
        "no address of an agent: set VACCEL_ADDRESS, such as vsock://2:2048 or unix:///run/vaccel.sock");
    return refuse(posix);
  }
  if (open_link(posix, to) != 0) {
    return refuse(posix);
  }
  void *memory =
      mmap(NULL, posix->memory_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    vaccel_fail(
        &posix->client,
        VACCEL_EXHAUSTED,
        "no memory for a client of %d bytes: %s",
        (int64_t)posix->memory_size,
        strerror(errno));
    return refuse(posix);
  }
  posix->memory = memory;
  struct vaccel_link link = {posix, send_parts, receive_bytes, last_fault};
  if (posix->device != NULL) {
    link = vaccel_poll_link(posix);
  } else if (posix->port != NULL) {
    link = vaccel_serial_link(posix);
  } else if (posix->rings != NULL) {
    link = vaccel_rings_link(posix);
  }
  struct vaccel_options core = {
      .name = options->name == NULL ? program_invocation_short_name : options->name,
      .credential = options->credential,
      .apis = options->apis,
      .api_count = options->api_count,
      .memory = posix->memory,
      .memory_size = posix->memory_size};
  return vaccel_connect(&posix->client, &link, &core);
}

void vaccel_posix_close(struct vaccel_posix *posix) {
  if (posix->fd >= 0) {
    close(posix->fd);
  }
  if (posix->device != NULL) {
    vaccel_poll_close(posix);
  }
  if (posix->port != NULL) {
    vaccel_serial_close(posix);
  }
  if (posix->rings != NULL) {
    vaccel_rings_unmap(posix->rings);
  }
  if (posix->memory != NULL) {
    munmap(posix->memory, posix->memory_size);
  }
  posix->fd = -1;
  posix->rings = NULL;
  posix->memory = NULL;
  posix->client.lost = true;
}

size_t vaccel_posix_size(void) { return sizeof(struct vaccel_posix); }

const struct vaccel_error *vaccel_posix_error(const struct vaccel_posix *posix) { return &posix->client.error; }

struct vaccel_client *vaccel_posix_client(struct vaccel_posix *posix) { return &posix->client; }
