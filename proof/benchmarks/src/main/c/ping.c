/*
 * In a guest: round trips over vsock to host port 2048. The files /frames and /call hold bytes to be sent: of /frames each
 * frame once; of /call all, COUNT times for each line of the standard input. Each is answered by a frame, with "raw" by as many
 * bytes, or with "sink" by one. Prints the times of each line's round trips. A third argument is a rest before each, in
 * microseconds.
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

static unsigned char frames[1 << 20], call[8 << 20], answer[1 << 20];
static int fd;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static size_t content(const char *path, unsigned char *into, size_t room) {
  int file = open(path, O_RDONLY);
  size_t at = 0;
  for (ssize_t count = 1; file >= 0 && count > 0 && at < room; at += count > 0 ? (size_t)count : 0) {
    count = read(file, into + at, room - at);
  }
  close(file);
  return at;
}

static uint32_t length(const unsigned char *header) {
  return header[0] | (uint32_t)header[1] << 8 | (uint32_t)header[2] << 16 | (uint32_t)header[3] << 24;
}

/* Reads at least so many bytes, and what else has come: nothing comes but what was asked for. */
static void receive(size_t *have, size_t bytes) {
  while (*have < bytes) {
    ssize_t count = read(fd, answer + *have, sizeof answer - *have);
    if (count <= 0) {
      fail("read");
    }
    *have += (size_t)count;
  }
}

enum answers { FRAMES, RAW, SINK };

static void exchange(const unsigned char *bytes, size_t count, enum answers answers) {
  for (size_t at = 0; at < count;) {
    ssize_t written = write(fd, bytes + at, count - at);
    if (written < 0) {
      fail("write");
    }
    at += (size_t)written;
  }
  size_t have = 0;
  if (answers != FRAMES) {
    receive(&have, answers == SINK ? 1 : count);
  } else {
    receive(&have, HEADER);
    receive(&have, HEADER + length(answer));
  }
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void measure(int64_t *times, long rounds, size_t size, enum answers answers, useconds_t rest) {
  for (long round = -rounds / 4; round < rounds; round++) {
    struct timespec start, end;
    if (rest > 0) {
      usleep(rest);
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    exchange(call, size, answers);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (round >= 0) {
      times[round] = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
    }
  }
  qsort(times, (size_t)rounds, sizeof *times, compare);
  printf("ping: p10 %lld p50 %lld p90 %lld ns\n", (long long)times[rounds / 10], (long long)times[rounds / 2],
         (long long)times[rounds * 9 / 10]);
  fflush(stdout);
}

int main(int count, char **arguments) {
  if (count != 3 && count != 4) {
    return 2;
  }
  enum answers answers = strcmp(arguments[1], "raw") == 0 ? RAW : strcmp(arguments[1], "sink") == 0 ? SINK : FRAMES;
  long rounds = atol(arguments[2]);
  useconds_t rest = count == 4 ? (useconds_t)atol(arguments[3]) : 0;
  size_t total = content("/frames", frames, sizeof frames), size = content("/call", call, sizeof call);
  int64_t *times = calloc((size_t)rounds, sizeof *times);
  struct sockaddr_vm address = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 2048};
  fd = socket(AF_VSOCK, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    fail("connect");
  }
  for (size_t at = 0; answers == FRAMES && at < total; at += HEADER + length(frames + at)) {
    exchange(frames + at, HEADER + length(frames + at), FRAMES);
  }
  puts("ping: ready");
  fflush(stdout);
  for (int byte = getchar(); byte != EOF; byte = getchar()) {
    if (byte == '\n') {
      measure(times, rounds, size, answers, rest);
    }
  }
  return 0;
}
