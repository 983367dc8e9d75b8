/*
 * In a guest: round trips over vsock to host port 2048. The files /frames and /call hold bytes to be sent: of /frames each
 * frame once, of /call all, COUNT times. Each is answered by a frame, or with "raw" by as many bytes. Prints the times.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#define HEADER 16

static unsigned char frames[1 << 20], call[1 << 16], answer[1 << 20];
static int fd;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static size_t content(const char *path, unsigned char *into, size_t room) {
  int file = open(path, O_RDONLY);
  ssize_t count = file < 0 ? 0 : read(file, into, room);
  close(file);
  return count < 0 ? 0 : (size_t)count;
}

static void receive(size_t from, size_t bytes) {
  while (bytes > 0) {
    ssize_t count = read(fd, answer + from, bytes);
    if (count <= 0) {
      fail("read");
    }
    from += (size_t)count;
    bytes -= (size_t)count;
  }
}

static uint32_t length(const unsigned char *header) {
  return header[0] | (uint32_t)header[1] << 8 | (uint32_t)header[2] << 16 | (uint32_t)header[3] << 24;
}

static void exchange(const unsigned char *bytes, size_t count, int raw) {
  if (write(fd, bytes, count) != (ssize_t)count) {
    fail("write");
  }
  if (raw) {
    receive(0, count);
  } else {
    receive(0, HEADER);
    receive(HEADER, length(answer));
  }
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  if (count != 3) {
    return 2;
  }
  int raw = strcmp(arguments[1], "raw") == 0;
  long rounds = atol(arguments[2]);
  size_t total = content("/frames", frames, sizeof frames), size = content("/call", call, sizeof call);
  int64_t *times = calloc((size_t)rounds, sizeof *times);
  struct sockaddr_vm address = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 2048};
  fd = socket(AF_VSOCK, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    fail("connect");
  }
  for (size_t at = 0; !raw && at < total; at += HEADER + length(frames + at)) {
    exchange(frames + at, HEADER + length(frames + at), 0);
  }
  for (long round = -rounds / 4; round < rounds; round++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    exchange(call, size, raw);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (round >= 0) {
      times[round] = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
    }
  }
  qsort(times, (size_t)rounds, sizeof *times, compare);
  printf("ping: p10 %lld p50 %lld p90 %lld ns\n", (long long)times[rounds / 10], (long long)times[rounds / 2],
         (long long)times[rounds * 9 / 10]);
  return 0;
}
