/*
 * A link through rings in shared memory, inside the library: two in one memory, made over a unix socket that stays open.
 * Source of the format: docs/protocol.md, section 18.
 */
#ifndef VACCEL_RING_H
#define VACCEL_RING_H

#include <vaccel/posix.h>

#define VACCEL_RING_SCHEME "shm+unix:"
#define VACCEL_UNIX_SCHEME "unix:"
enum { RING_CAPACITY = 256 * 1024, RINGS_WORDS = 4096, RINGS_MEMORY = RINGS_WORDS + 2 * RING_CAPACITY };

/*
 * Connects to shm+unix:, whose agent must take rings, or to unix:, where they are offered and the socket carries the link if
 * they are not taken: posix->fd and perhaps posix->rings; or -1 and posix->client.error is set.
 */
int vaccel_rings_open(struct vaccel_posix *posix, const char *address);

#ifndef VACCEL_NO_RINGS
/* Maps memory of RINGS_MEMORY zeros. NULL, and errno is set. */
struct vaccel_rings *vaccel_rings_map(int memory);
void vaccel_rings_unmap(struct vaccel_rings *rings);
/* Over posix->rings and posix->fd. */
struct vaccel_link vaccel_rings_link(struct vaccel_posix *posix);

#else /* a system without memfd_create, futexes or atomics of 64 bits */
static inline void vaccel_rings_unmap(struct vaccel_rings *rings) { (void)rings; }
static inline struct vaccel_link vaccel_rings_link(struct vaccel_posix *posix) {
  (void)posix;
  return (struct vaccel_link){0};
}
#endif

#endif
