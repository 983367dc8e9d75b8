#define _GNU_SOURCE
#include "address.h"

#include "../core/frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/vm_sockets.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 10 };

static int unreachable(struct vaccel_posix *posix, const char *address, int number) {
  vaccel_fail(&posix->client, VACCEL_UNREACHABLE, "cannot reach an agent at %s: %s", address, strerror(number));
  return -1;
}

static int bad(struct vaccel_posix *posix, const char *address) {
  vaccel_fail(
      &posix->client,
      VACCEL_INVALID_CONFIG,
      "address '%s': expected unix:///path, unix:@name, shm+unix:///path, tcp://host:port, vsock://cid:port, serial:///path or virtio-poll://",
      address);
  return -1;
}

static int dial(struct vaccel_posix *posix, const char *address, const struct sockaddr *to, socklen_t size) {
  int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return unreachable(posix, address, errno);
  }
  struct timeval limit = {.tv_sec = CONNECT_SECONDS};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  int status;
  do {
    status = connect(fd, to, size);
  } while (status != 0 && errno == EINTR);
  if (status != 0) {
    int number = errno == EINPROGRESS ? ETIMEDOUT : errno;
    close(fd);
    return unreachable(posix, address, number);
  }
  limit.tv_sec = 0;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return fd;
}

static int dial_unix(struct vaccel_posix *posix, const char *address, const char *path) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof to.sun_path) {
    vaccel_fail(
        &posix->client,
        VACCEL_INVALID_CONFIG,
        "address '%s': a path of 1 to %d bytes is expected",
        address,
        (int64_t)sizeof to.sun_path - 1);
    return -1;
  }
  memcpy(to.sun_path, path, length);
  size_t size = offsetof(struct sockaddr_un, sun_path) + length;
  if (path[0] == '@') {
    to.sun_path[0] = 0;
  } else {
    size++;
  }
  return dial(posix, address, (const struct sockaddr *)&to, (socklen_t)size);
}

/* Splits host:port or cid:port; the number behind the last colon. */
static bool split(const char *text, char *host, size_t size, uint32_t *port, uint32_t largest) {
  const char *colon = strrchr(text, ':');
  if (colon == NULL || colon == text || colon[1] < '0' || colon[1] > '9' || (size_t)(colon - text) >= size) {
    return false;
  }
  char *end;
  errno = 0;
  unsigned long long number = strtoull(colon + 1, &end, 10);
  if (errno != 0 || *end != 0 || number > largest) {
    return false;
  }
  memcpy(host, text, (size_t)(colon - text));
  host[colon - text] = 0;
  *port = (uint32_t)number;
  return true;
}

static int dial_vsock(struct vaccel_posix *posix, const char *address, const char *rest) {
  char cid[16];
  uint32_t port;
  char *end = cid;
  unsigned long long number = 0;
  errno = 0;
  if (!split(rest, cid, sizeof cid, &port, UINT32_MAX - 1) || cid[0] < '0' || cid[0] > '9' ||
      (number = strtoull(cid, &end, 10)) > UINT32_MAX || errno != 0 || *end != 0) {
    return bad(posix, address);
  }
  struct sockaddr_vm to = {.svm_family = AF_VSOCK, .svm_cid = (unsigned)number, .svm_port = port};
  return dial(posix, address, (const struct sockaddr *)&to, sizeof to);
}

static int no_delay(int fd) {
  int on = 1;
  if (fd >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return fd;
}

static int dial_tcp(struct vaccel_posix *posix, const char *address, const char *rest) {
  char host[256];
  uint32_t port;
  if (!split(rest, host, sizeof host, &port, 65535) || port == 0) {
    return bad(posix, address);
  }
  size_t length = strlen(host);
  bool brackets = host[0] == '[' && host[length - 1] == ']';
  if (brackets) {
    memmove(host, host + 1, length - 2);
    host[length - 2] = 0;
  }
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
  if (!brackets && inet_pton(AF_INET, host, &four.sin_addr) == 1) {
    return no_delay(dial(posix, address, (const struct sockaddr *)&four, sizeof four));
  }
  if (inet_pton(AF_INET6, host, &six.sin6_addr) == 1) {
    return no_delay(dial(posix, address, (const struct sockaddr *)&six, sizeof six));
  }
#ifdef VACCEL_NO_RESOLVER
  vaccel_fail(
      &posix->client,
      VACCEL_INVALID_CONFIG,
      "address '%s': this program resolves no names; give the host's number, such as tcp://127.0.0.1:4747",
      address);
  return -1;
#else
  char service[8];
  snprintf(service, sizeof service, "%u", (unsigned)(uint16_t)port);
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  struct addrinfo *found;
  int status = getaddrinfo(host, service, &hints, &found);
  if (status != 0) {
    vaccel_fail(
        &posix->client, VACCEL_UNREACHABLE, "cannot reach an agent at %s: %s", address, gai_strerror(status));
    return -1;
  }
  int fd = -1;
  for (struct addrinfo *each = found; each != NULL && fd < 0; each = each->ai_next) {
    fd = no_delay(dial(posix, address, each->ai_addr, each->ai_addrlen));
  }
  freeaddrinfo(found);
  return fd;
#endif
}

int vaccel_posix_dial(struct vaccel_posix *posix, const char *address) {
  const char *carrier = strncmp(address, "shm+unix:", 9) == 0 ? address + 4 : address;
  if (strncmp(carrier, "unix://", 7) == 0) {
    return dial_unix(posix, address, carrier + 7);
  }
  if (strncmp(carrier, "unix:@", 6) == 0) {
    return dial_unix(posix, address, carrier + 5);
  }
  if (strncmp(address, "tcp://", 6) == 0) {
    return dial_tcp(posix, address, address + 6);
  }
  if (strncmp(address, "vsock://", 8) == 0) {
    return dial_vsock(posix, address, address + 8);
  }
  return bad(posix, address);
}
