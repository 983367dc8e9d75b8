/*
 * Bytes through two rings. Each side keeps its own position and believes the other's only within the ring's size; what it
 * takes out was copied before it is looked at. No thread watches the socket: who sleeps does so in slices and looks at it
 * between two of them, so an agent that was killed is noticed within SLICE_MS.
 */
#define _GNU_SOURCE
#include "ring.h"

#ifndef VACCEL_NO_RINGS

#include "clock.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes share positions of 64 bits: compile with -DVACCEL_NO_RINGS");

enum {
  SLICE_MS = 100,
  SPIN_US = 500,
  SPIN_US_MAX = 1000000,
  SPIN_NS_LEAST = 5000,
  LOOKS_BEFORE_YIELD = 16,
  /* A peer that wakes without end would have this side look without end. */
  ALARMS_MAX = 1000,
  ALARM_PAUSE_MS = 1
};
enum { BROKEN = -1 };

/* The words of a ring: written by the side that the comment names, 128 bytes apart since processors fetch lines in pairs. */
struct words {
  _Alignas(128) _Atomic uint64_t tail;          /* the writer: bytes written, stored with release behind them */
  _Alignas(128) _Atomic uint64_t head;          /* the reader: bytes read, stored with release behind copying them */
  _Alignas(128) _Atomic uint32_t reader_sleeps; /* both */
  _Alignas(128) _Atomic uint32_t writer_sleeps; /* both */
  _Alignas(128) uint8_t rest[512];
};
_Static_assert(
    sizeof(struct words) == 1024 && offsetof(struct words, head) == 128 &&
        offsetof(struct words, reader_sleeps) == 256 && offsetof(struct words, writer_sleeps) == 384,
    "section 18");

/* One ring as one side sees it: its own position, and the other's as it was when it was looked at. */
struct ring {
  struct words *words;
  uint8_t *bytes;
  uint64_t tail, head;
  uint64_t claimed; /* what made it BROKEN: bytes, as the other side has it */
  int64_t spin_ns; /* how long is looked before sleeping */
};

struct vaccel_rings {
  uint8_t *memory;
  struct ring out, in;
  int64_t spin_max_ns;
  bool ended; /* the agent sends nothing more */
  bool gone;  /* nor reads */
};

static int fault(struct vaccel_posix *posix, const char *what) {
  snprintf(posix->fault, sizeof posix->fault, "%s", what);
  return -1;
}

/* --- Positions --- */

/* Bytes that can be read, or BROKEN. */
static int64_t readable(struct ring *in) {
  if (in->tail == in->head) {
    uint64_t claimed = atomic_load_explicit(&in->words->tail, memory_order_acquire);
    if (claimed - in->head > RING_CAPACITY) {
      in->claimed = claimed - in->head;
      return BROKEN;
    }
    in->tail = claimed;
  }
  return (int64_t)(in->tail - in->head);
}

/* Bytes that can be written, or BROKEN. */
static int64_t writable(struct ring *out) {
  uint64_t claimed = atomic_load_explicit(&out->words->head, memory_order_acquire);
  if (out->tail - claimed > RING_CAPACITY) {
    out->claimed = out->tail - claimed;
    return BROKEN;
  }
  out->head = claimed;
  return (int64_t)(RING_CAPACITY - (out->tail - out->head));
}

static int broken(struct vaccel_posix *posix, const char *what, const struct ring *ring) {
  snprintf(
      posix->fault,
      sizeof posix->fault,
      "the agent broke a ring: it says that %" PRId64 " bytes %s in a ring of %d",
      (int64_t)ring->claimed,
      what,
      RING_CAPACITY);
  return BROKEN;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* --- Sleeping --- */

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

/* Wakes the side that sleeps at a word, if it does. What it is to find was published before. */
static void wake(_Atomic uint32_t *sleeps) {
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(sleeps, memory_order_relaxed) != 0) {
    atomic_store(sleeps, 0);
    syscall(SYS_futex, (void *)sleeps, FUTEX_WAKE, 1, NULL, NULL, 0);
  }
}

/* Sleeps while the word is 1, for at most a slice. Whether the slice was over. */
static bool sleep_slice(_Atomic uint32_t *sleeps) {
  /* As this call has it, whatever the width of a time_t is. */
  struct {
    long seconds, nanoseconds;
  } slice = {0, SLICE_MS * 1000000L};
  return syscall(SYS_futex, (void *)sleeps, FUTEX_WAIT, 1, &slice, NULL, 0) != 0 && errno == ETIMEDOUT;
}

static void look_at_socket(struct vaccel_posix *posix) {
  struct pollfd entry = {.fd = posix->fd, .events = POLLRDHUP};
  if (poll(&entry, 1, 0) > 0) {
    posix->rings->ended = true;
    posix->rings->gone = (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
  }
}

/* What `ready` says, looking for a while; lets in who needs the processor, the agent at times. */
static int64_t spin(struct ring *ring, int64_t (*ready)(struct ring *), int64_t start_ns) {
  for (unsigned looks = 1; now_ns() - start_ns < ring->spin_ns; looks++) {
    relax();
    int64_t found = ready(ring);
    if (found != 0) {
      return found;
    }
    if (looks % LOOKS_BEFORE_YIELD == 0) {
      sched_yield();
    }
  }
  return 0;
}

/* A wait is over: the next one looks longer if this one could have been looked through, sleep included. */
static void adapt(struct ring *ring, int64_t waited_ns, int64_t max_ns) {
  int64_t next_ns = waited_ns <= max_ns ? 2 * ring->spin_ns : ring->spin_ns / 2;
  if (waited_ns <= max_ns && next_ns < SPIN_NS_LEAST) {
    next_ns = SPIN_NS_LEAST;
  }
  ring->spin_ns = next_ns > max_ns ? max_ns : next_ns < SPIN_NS_LEAST ? 0 : next_ns;
}

/*
 * Waits until `ready` says anything but 0, which it returns. 0: `over` has become true. Says that this side sleeps first and
 * looks then: it, or who publishes first and looks at the word then, sees the other.
 */
static int64_t await(
    struct vaccel_posix *posix,
    struct ring *ring,
    _Atomic uint32_t *sleeps,
    int64_t (*ready)(struct ring *),
    const bool *over) {
  int64_t found = ready(ring);
  if (found != 0) {
    return found;
  }
  int64_t start_ns = now_ns();
  found = spin(ring, ready, start_ns);
  for (unsigned alarms = 0; found == 0 && !*over; alarms++) {
    atomic_store(sleeps, 1);
    atomic_thread_fence(memory_order_seq_cst);
    found = ready(ring);
    bool late = found == 0 && sleep_slice(sleeps);
    found = found == 0 ? ready(ring) : found;
    atomic_store_explicit(sleeps, 0, memory_order_relaxed);
    if (found == 0 && (late || alarms >= ALARMS_MAX)) {
      look_at_socket(posix);
    }
    if (found == 0 && alarms >= ALARMS_MAX) {
      nanosleep(&(struct timespec){.tv_nsec = ALARM_PAUSE_MS * 1000000L}, NULL);
    }
  }
  adapt(ring, now_ns() - start_ns, posix->rings->spin_max_ns);
  return found;
}

/* --- The link --- */

static void put(struct ring *out, const uint8_t *bytes, size_t length) {
  size_t at = (size_t)out->tail & (RING_CAPACITY - 1);
  size_t first = least(length, RING_CAPACITY - at);
  memcpy(out->bytes + at, bytes, first);
  memcpy(out->bytes, bytes + first, length - first);
  out->tail += length;
  atomic_store_explicit(&out->words->tail, out->tail, memory_order_release);
}

static int send_parts(void *context, const struct vaccel_part *parts, size_t count) {
  struct vaccel_posix *posix = context;
  struct vaccel_rings *rings = posix->rings;
  struct ring *out = &rings->out;
  for (size_t i = 0; i < count; i++) {
    for (size_t at = 0; at < parts[i].length;) {
      size_t left = parts[i].length - at;
      int64_t room = (int64_t)(RING_CAPACITY - (out->tail - out->head));
      if ((size_t)room < left) {
        room = writable(out);
      }
      if (room == 0) {
        wake(&out->words->reader_sleeps);
        room = await(posix, out, &out->words->writer_sleeps, writable, &rings->gone);
      }
      if (room < 0) {
        return broken(posix, "are not read", out);
      }
      if (rings->gone) {
        return fault(posix, "the agent ended the connection");
      }
      size_t bytes = least(left, (size_t)room);
      put(out, (const uint8_t *)parts[i].bytes + at, bytes);
      at += bytes;
    }
  }
  wake(&out->words->reader_sleeps);
  return 0;
}

static void take(struct ring *in, uint8_t *into, size_t length) {
  size_t at = (size_t)in->head & (RING_CAPACITY - 1);
  size_t first = least(length, RING_CAPACITY - at);
  memcpy(into, in->bytes + at, first);
  memcpy(into + first, in->bytes, length - first);
  in->head += length;
  atomic_store_explicit(&in->words->head, in->head, memory_order_release);
  /* A writer sleeps only while the ring is full: it is woken once for half of it. */
  if (in->tail - in->head <= RING_CAPACITY / 2) {
    wake(&in->words->writer_sleeps);
  }
}

static ptrdiff_t receive_bytes(void *context, void *bytes, size_t capacity) {
  struct vaccel_posix *posix = context;
  struct vaccel_rings *rings = posix->rings;
  struct ring *in = &rings->in;
  int64_t there = await(posix, in, &in->words->reader_sleeps, readable, &rings->ended);
  if (there == 0) {
    there = readable(in); /* What was written before the end. */
  }
  if (there < 0) {
    return broken(posix, "wait", in);
  }
  size_t length = least(capacity, (size_t)there);
  if (length > 0) {
    take(in, bytes, length);
  }
  return (ptrdiff_t)length;
}

static const char *last_fault(void *context) {
  const struct vaccel_posix *posix = context;
  return posix->fault;
}

struct vaccel_link vaccel_rings_link(struct vaccel_posix *posix) {
  return (struct vaccel_link){posix, send_parts, receive_bytes, last_fault};
}

/* --- Memory --- */

/* With one processor the agent cannot go on while this side looks. */
static int64_t spin_max_ns(void) {
  const char *set = getenv("VACCEL_SHM_SPIN_US");
  char *end = NULL;
  long us = set == NULL ? -1 : strtol(set, &end, 10);
  if (set != NULL && end != set && *end == 0 && us >= 0 && us <= SPIN_US_MAX) {
    return (int64_t)us * 1000;
  }
  cpu_set_t ours;
  return sched_getaffinity(0, sizeof ours, &ours) == 0 && CPU_COUNT(&ours) > 1 ? SPIN_US * 1000 : 0;
}

static struct ring ring_in(uint8_t *memory, size_t index, int64_t spin_ns) {
  return (struct ring){
      .words = (void *)(memory + index * sizeof(struct words)),
      .bytes = memory + RINGS_WORDS + index * RING_CAPACITY,
      .spin_ns = spin_ns};
}

struct vaccel_rings *vaccel_rings_map(int memory) {
  struct vaccel_rings *rings = calloc(1, sizeof *rings);
  if (rings == NULL) {
    return NULL;
  }
  void *mapped = mmap(NULL, RINGS_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (mapped == MAP_FAILED) {
    free(rings);
    return NULL;
  }
  rings->memory = mapped;
  rings->spin_max_ns = spin_max_ns();
  rings->out = ring_in(mapped, 0, rings->spin_max_ns);
  rings->in = ring_in(mapped, 1, rings->spin_max_ns);
  return rings;
}

void vaccel_rings_unmap(struct vaccel_rings *rings) {
  munmap(rings->memory, RINGS_MEMORY);
  free(rings);
}

#endif
