/*
 * Links through rings in shared memory, with another side that was written from docs/protocol.md, section 18, alone: streams that
 * are longer than a ring, positions that lie, ends, and what answers an offer. The seed is the second argument.
 */
#define _GNU_SOURCE
#include "scripted.h"

#include "../src/core/frame.h"
#include "../src/posix/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HUNG_SECONDS = 600, CAPACITY = 262144, TAIL = 0, HEAD = 128, READER = 256, WRITER = 384, MOST = 3 * CAPACITY };

static const char *golden_directory;
static uint64_t state;
static uint8_t sent[MOST], received[MOST];

static uint32_t next_random(uint32_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)((state >> 33) % below);
}

/* --- The other side --- */

struct peer {
  int socket;
  uint8_t *memory; /* NULL: bytes go through the socket */
  uint64_t written, taken;
};

static _Atomic uint64_t *position(const struct peer *peer, size_t ring, size_t at) {
  return (void *)(peer->memory + 1024 * ring + at);
}

static _Atomic uint32_t *sleeps(const struct peer *peer, size_t ring, size_t at) {
  return (void *)(peer->memory + 1024 * ring + at);
}

static void peer_wakes(_Atomic uint32_t *word) {
  if (atomic_exchange(word, 0) != 0) {
    syscall(SYS_futex, (void *)word, FUTEX_WAKE, 1, NULL, NULL, 0);
  }
}

/* For as long as a position is `old`; for ever where nobody wakes it. */
static void peer_sleeps(_Atomic uint32_t *word, _Atomic uint64_t *what, uint64_t old) {
  while (atomic_load(what) == old) {
    atomic_store(word, 1);
    if (atomic_load(what) == old) {
      syscall(SYS_futex, (void *)word, FUTEX_WAIT, 1, NULL, NULL, 0);
    }
    atomic_store(word, 0);
  }
}

static void peer_reads(struct peer *peer, uint8_t *into, size_t length) {
  if (peer->memory == NULL) {
    REQUIRE(recv(peer->socket, into, length, MSG_WAITALL) == (ssize_t)length);
    return;
  }
  for (size_t i = 0; i < length; i++, peer->taken++) {
    if (atomic_load(position(peer, 0, TAIL)) == peer->taken) {
      atomic_store(position(peer, 0, HEAD), peer->taken);
      peer_wakes(sleeps(peer, 0, WRITER));
      peer_sleeps(sleeps(peer, 0, READER), position(peer, 0, TAIL), peer->taken);
    }
    into[i] = peer->memory[4096 + peer->taken % CAPACITY];
  }
  atomic_store(position(peer, 0, HEAD), peer->taken);
  peer_wakes(sleeps(peer, 0, WRITER));
}

static void peer_writes(struct peer *peer, const uint8_t *bytes, size_t length) {
  if (peer->memory == NULL) {
    REQUIRE(send(peer->socket, bytes, length, MSG_NOSIGNAL) == (ssize_t)length);
    return;
  }
  for (size_t i = 0; i < length; i++, peer->written++) {
    if (peer->written - atomic_load(position(peer, 1, HEAD)) == CAPACITY) {
      atomic_store(position(peer, 1, TAIL), peer->written);
      peer_wakes(sleeps(peer, 1, READER));
      peer_sleeps(sleeps(peer, 1, WRITER), position(peer, 1, HEAD), peer->written - CAPACITY);
    }
    peer->memory[4096 + CAPACITY + peer->written % CAPACITY] = bytes[i];
  }
  atomic_store(position(peer, 1, TAIL), peer->written);
  peer_wakes(sleeps(peer, 1, READER));
}

static void require_end(pid_t child) {
  int status;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* --- Rings alone --- */

/* A link and its other side, over the same memory. */
static struct vaccel_link open_pair(struct vaccel_posix *posix, struct peer *peer) {
  int sockets[2];
  memset(posix, 0, sizeof *posix);
  memset(peer, 0, sizeof *peer);
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0);
  int memory = memfd_create("test", MFD_CLOEXEC);
  REQUIRE(memory >= 0 && ftruncate(memory, RINGS_MEMORY) == 0);
  posix->fd = sockets[0];
  posix->rings = vaccel_rings_map(memory);
  peer->socket = sockets[1];
  peer->memory = mmap(NULL, RINGS_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  REQUIRE(posix->rings != NULL && peer->memory != MAP_FAILED);
  close(memory);
  return vaccel_rings_link(posix);
}

static void close_peer(struct peer *peer) {
  if (peer->socket >= 0) {
    close(peer->socket);
  }
  if (peer->memory != NULL) {
    munmap(peer->memory, RINGS_MEMORY);
  }
}

static void fill_random(uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    bytes[i] = (uint8_t)next_random(256);
  }
}

static size_t receive_all(const struct vaccel_link *link, uint8_t *into, size_t length) {
  size_t at = 0;
  while (at < length) {
    size_t wanted = 1 + next_random(next_random(2) == 0 ? 100 : MOST);
    ptrdiff_t got = link->receive(link->context, into + at, wanted < length - at ? wanted : length - at);
    REQUIRE(got >= 0);
    if (got == 0) {
      break;
    }
    at += (size_t)got;
  }
  return at;
}

static void streams_arrive(void) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  enum { ROUNDS = 30 };
  size_t lengths[ROUNDS] = {1, CAPACITY, CAPACITY + 1, MOST};
  for (size_t i = 4; i < ROUNDS; i++) {
    lengths[i] = 1 + next_random(i % 2 == 0 ? 200 : MOST);
  }
  pid_t child = fork();
  if (child == 0) {
    alarm(HUNG_SECONDS);
    for (size_t i = 0; i < ROUNDS; i++) {
      peer_reads(&peer, received, lengths[i]);
      peer_writes(&peer, received, lengths[i]);
    }
    _exit(0);
  }
  for (size_t i = 0; i < ROUNDS; i++) {
    fill_random(sent, lengths[i]);
    size_t cut = next_random((uint32_t)lengths[i]);
    struct vaccel_part parts[] = {{sent, cut}, {sent, 0}, {sent + cut, lengths[i] - cut}};
    REQUIRE(link.send(link.context, parts, 3) == 0);
    REQUIRE(receive_all(&link, received, lengths[i]) == lengths[i]);
    REQUIRE(memcmp(sent, received, lengths[i]) == 0);
  }
  require_end(child);
  close_peer(&peer);
  vaccel_posix_close(&posix);
}

static void what_was_written_before_the_end_is_read(void) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  peer_writes(&peer, (const uint8_t *)"last words", 10);
  close_peer(&peer);
  REQUIRE(receive_all(&link, received, 100) == 10 && memcmp(received, "last words", 10) == 0);
  REQUIRE(link.receive(link.context, received, 1) == 0);
  struct vaccel_part part = {sent, 1};
  REQUIRE(link.send(link.context, &part, 1) != 0);
  REQUIRE(strstr(link.fault(link.context), "ended the connection") != NULL);
  vaccel_posix_close(&posix);
}

/* Who sleeps while the other side is killed: reading, and writing to a ring that stays full. */
static void a_killed_peer_is_noticed(bool writing) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  pid_t child = fork();
  if (child == 0) {
    alarm(HUNG_SECONDS);
    close(posix.fd);
    while (atomic_load(writing ? sleeps(&peer, 0, WRITER) : sleeps(&peer, 1, READER)) == 0) {
      usleep(100);
    }
    kill(getpid(), SIGKILL);
  }
  close_peer(&peer);
  struct vaccel_part part = {sent, CAPACITY + 1};
  if (writing) {
    REQUIRE(link.send(link.context, &part, 1) != 0);
    REQUIRE(strstr(link.fault(link.context), "ended the connection") != NULL);
  } else {
    REQUIRE(link.receive(link.context, received, 1) == 0);
  }
  REQUIRE(waitpid(child, NULL, 0) == child);
  vaccel_posix_close(&posix);
}

/* Someone who says "awake" without end, and is gone then. */
static void false_alarms_do_not_hide_the_end(void) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    close(peer.socket);
    close(posix.fd);
    while (getppid() == parent) {
      atomic_store(sleeps(&peer, 1, READER), 0);
      syscall(SYS_futex, (void *)sleeps(&peer, 1, READER), FUTEX_WAKE, 1, NULL, NULL, 0);
    }
    _exit(0);
  }
  close_peer(&peer);
  REQUIRE(link.receive(link.context, received, 1) == 0);
  kill(child, SIGKILL);
  REQUIRE(waitpid(child, NULL, 0) == child);
  vaccel_posix_close(&posix);
}

static uint64_t lie(unsigned round) {
  static const uint64_t fixed[] = {
      CAPACITY + 1, UINT64_MAX, UINT64_C(1) << 63, INT64_MAX, UINT64_C(1) << 32, (UINT64_C(1) << 32) + 1, 2 * CAPACITY};
  if (round < sizeof fixed / sizeof fixed[0]) {
    return fixed[round];
  }
  uint64_t number = (uint64_t)next_random(UINT32_MAX) << 32 | next_random(UINT32_MAX);
  return number >> next_random(48);
}

/* Positions are believed within the ring's size only. `waits`: bytes that the other side claims there are to read. */
static void a_claim_to_the_reader(uint64_t before, uint64_t waits) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  peer_writes(&peer, sent, (size_t)before);
  REQUIRE(receive_all(&link, received, (size_t)before) == before);
  atomic_store(position(&peer, 1, TAIL), before + waits);
  ptrdiff_t got = link.receive(link.context, received, MOST);
  if (waits > CAPACITY) {
    REQUIRE(got < 0 && strstr(link.fault(link.context), "broke a ring") != NULL);
    REQUIRE(link.receive(link.context, received, MOST) < 0);
  } else {
    REQUIRE(got == (ptrdiff_t)waits);
  }
  close_peer(&peer);
  vaccel_posix_close(&posix);
}

/* `unread`: bytes that the other side claims it did not read of those that were sent. */
static void a_claim_to_the_writer(uint64_t before, uint64_t unread) {
  struct vaccel_posix posix;
  struct peer peer;
  struct vaccel_link link = open_pair(&posix, &peer);
  struct vaccel_part part = {sent, (size_t)before};
  REQUIRE(link.send(link.context, &part, 1) == 0);
  atomic_store(position(&peer, 0, HEAD), before - unread);
  part.length = CAPACITY;
  if (unread > CAPACITY) {
    REQUIRE(link.send(link.context, &part, 1) != 0);
    REQUIRE(strstr(link.fault(link.context), "broke a ring") != NULL);
  } else if (unread == 0) {
    REQUIRE(link.send(link.context, &part, 1) == 0);
  }
  close_peer(&peer);
  vaccel_posix_close(&posix);
}

static void lies_are_found(unsigned rounds) {
  for (unsigned round = 0; round < rounds; round++) {
    uint64_t claim = lie(round);
    uint64_t before = 1 + next_random(CAPACITY / 2);
    if (claim != 0) {
      a_claim_to_the_reader(before, claim);
    }
    a_claim_to_the_writer(before, claim);
  }
  a_claim_to_the_reader(7, CAPACITY);
  a_claim_to_the_writer(7, 0);
}

/* --- What answers an offer --- */

enum answer { TAKES, REFUSES, LEAVES, SAYS_ELSE, NEXT_VERSION };
enum offered { OFFERED, NOT_OFFERED };

static void speak(struct peer *peer, const uint8_t *begun) {
  uint8_t frame[4096];
  if (begun == NULL) {
    peer_reads(peer, frame, FRAME_HEADER);
  } else {
    memcpy(frame, begun, FRAME_HEADER);
  }
  uint32_t length = get_u32(frame);
  REQUIRE(frame[4] == OPCODE_HELLO && length <= sizeof frame);
  peer_reads(peer, frame, length);
  REQUIRE(memcmp(frame, "VACL", 4) == 0);
  peer_writes(peer, frame, golden(golden_directory, "welcome", frame));
}

/* The memory of an offer: of the right size, which nobody can change. */
static void take_memory(struct peer *peer, const struct msghdr *message) {
  const struct cmsghdr *along = CMSG_FIRSTHDR(message);
  REQUIRE(along != NULL && along->cmsg_type == SCM_RIGHTS && along->cmsg_len == CMSG_LEN(sizeof(int)));
  int memory;
  memcpy(&memory, CMSG_DATA(along), sizeof memory);
  int seals = fcntl(memory, F_GET_SEALS);
  REQUIRE((seals & (F_SEAL_SHRINK | F_SEAL_GROW)) == (F_SEAL_SHRINK | F_SEAL_GROW));
  REQUIRE(lseek(memory, 0, SEEK_END) == 4096 + 2 * CAPACITY);
  peer->memory = mmap(NULL, 4096 + 2 * CAPACITY, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  REQUIRE(peer->memory != MAP_FAILED);
  close(memory);
}

static void serve(int listener, enum offered offered, enum answer answer, bool again) {
  struct peer peer = {.socket = accept(listener, NULL, NULL)};
  uint8_t first[FRAME_HEADER];
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } along;
  struct iovec part = {first, sizeof first};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = along.bytes, .msg_controllen = sizeof along.bytes};
  REQUIRE(peer.socket >= 0);
  ssize_t got = recvmsg(peer.socket, &message, 0);
  if (offered == NOT_OFFERED && answer == LEAVES) {
    REQUIRE(got == 0);
    close_peer(&peer);
    return;
  }
  REQUIRE(got == (ssize_t)sizeof first);
  if (offered == NOT_OFFERED) {
    speak(&peer, first);
    close_peer(&peer);
    return;
  }
  static const uint8_t offer[16] = {'V', 'R', 'N', 'G', 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0};
  REQUIRE(memcmp(first, offer, sizeof offer) == 0);
  take_memory(&peer, &message);
  uint8_t said[8] = {'V', 'R', 'N', 'G', answer == NEXT_VERSION ? 2 : 1, 0, answer == REFUSES ? 1 : 0, 0};
  if (answer == TAKES || answer == REFUSES || answer == NEXT_VERSION) {
    REQUIRE(send(peer.socket, said, sizeof said, MSG_NOSIGNAL) == (ssize_t)sizeof said);
  } else if (answer == SAYS_ELSE) {
    /* An agent of before rings: what it took for a frame is too large. */
    uint8_t error[4096];
    size_t length = golden(golden_directory, "refused", error);
    REQUIRE(send(peer.socket, error, length, MSG_NOSIGNAL) == (ssize_t)length);
  }
  if (answer == REFUSES) {
    munmap(peer.memory, RINGS_MEMORY);
    peer.memory = NULL;
  }
  if (answer == TAKES || (answer == REFUSES && again)) {
    speak(&peer, NULL);
  }
  close_peer(&peer);
  if (answer != TAKES && answer != REFUSES && again) {
    serve(listener, NOT_OFFERED, TAKES, false);
  }
}

static void allow_descriptors(rlim_t most) {
  struct rlimit limit;
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

/* Connects to an agent that answers so. `code`: what comes of it. */
static void connect_to(const char *scheme, enum offered offered, enum answer answer, int code, const char *text) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  socklen_t size = sizeof name;
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  /* The kernel chooses an abstract name. */
  REQUIRE(bind(listener, (struct sockaddr *)&name, sizeof(sa_family_t)) == 0 && listen(listener, 4) == 0);
  REQUIRE(getsockname(listener, (struct sockaddr *)&name, &size) == 0);
  pid_t child = fork();
  if (child == 0) {
    alarm(HUNG_SECONDS);
    allow_descriptors(RLIM_INFINITY);
    serve(listener, offered, answer, strcmp(scheme, "unix") == 0);
    _exit(0);
  }
  close(listener);
  char address[128];
  snprintf(
      address,
      sizeof address,
      "%s:@%.*s",
      scheme,
      (int)(size - offsetof(struct sockaddr_un, sun_path) - 1),
      name.sun_path + 1);
  struct vaccel_posix posix;
  struct vaccel_posix_options options = {.memory_size = VACCEL_MEMORY_MIN};
  int status = vaccel_posix_connect(&posix, address, &options);
  if (status != code || strstr(posix.client.error.text, text) == NULL) {
    fprintf(stderr, "%s, answer %d: error %d, %s\n", scheme, answer, status, posix.client.error.text);
    exit(1);
  }
  REQUIRE((posix.rings != NULL) == (status == 0 && offered == OFFERED && answer == TAKES));
  vaccel_posix_close(&posix);
  require_end(child);
}

static void offers_are_answered(void) {
  connect_to("unix", OFFERED, TAKES, 0, "");
  connect_to("unix", OFFERED, REFUSES, 0, "");
  connect_to("unix", OFFERED, LEAVES, 0, "");
  connect_to("unix", OFFERED, SAYS_ELSE, 0, "");
  connect_to("unix", OFFERED, NEXT_VERSION, 0, "");
  connect_to("shm+unix", OFFERED, TAKES, 0, "");
  connect_to("shm+unix", OFFERED, REFUSES, VACCEL_UNREACHABLE, "it refuses rings");
  connect_to("shm+unix", OFFERED, LEAVES, VACCEL_UNREACHABLE, "it takes no rings");
  connect_to("shm+unix", OFFERED, SAYS_ELSE, VACCEL_UNREACHABLE, "it takes no rings");
  connect_to("shm+unix", OFFERED, NEXT_VERSION, VACCEL_UNREACHABLE, "it takes no rings");
  setenv("VACCEL_RINGS", "off", 1);
  connect_to("unix", NOT_OFFERED, TAKES, 0, "");
  connect_to("shm+unix", OFFERED, TAKES, 0, "");
  unsetenv("VACCEL_RINGS");
}

/* A system that gives no memory to share: here, for want of descriptors. */
static void without_memory_nothing_is_offered(void) {
  struct rlimit before;
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  int listener = dup(0);
  close(listener);
  allow_descriptors((rlim_t)listener + 1);
  connect_to("unix", NOT_OFFERED, TAKES, 0, "");
  connect_to("shm+unix", NOT_OFFERED, LEAVES, VACCEL_UNREACHABLE, "gives no memory");
  allow_descriptors(before.rlim_cur);
}

int main(int argc, char **argv) {
  golden_directory = argc > 1 ? argv[1] : "docs/protocol/golden";
  state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  unsigned rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) / 100 : 600;
  alarm(HUNG_SECONDS);
  streams_arrive();
  setenv("VACCEL_SHM_SPIN_US", "50", 1);
  streams_arrive();
  unsetenv("VACCEL_SHM_SPIN_US");
  what_was_written_before_the_end_is_read();
  a_killed_peer_is_noticed(false);
  a_killed_peer_is_noticed(true);
  false_alarms_do_not_hide_the_end();
  lies_are_found(rounds);
  offers_are_answered();
  without_memory_nothing_is_offered();
  printf("rings: streams, ends, %u lies, offers: right\n", rounds);
  return 0;
}
