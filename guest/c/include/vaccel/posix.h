/*
 * The vaccel client on systems with sockets and files: links by address, resources by path.
 *
 *   unix:///path, unix:@name    a stream socket, by path or in Linux's abstract namespace. Rings in shared memory are offered
 *                               over it, unless the environment has VACCEL_RINGS=off, and used if the agent takes them
 *   shm+unix:///path            the same, where the agent must take them; shm+unix:@name too
 *   tcp://host:port             host: a name or number; only a number in a program that is linked statically
 *   vsock://cid:port            out of a virtual machine: host 2, port 2048
 *   serial:///path              a port of virtio-serial, /dev/vportNpM; or the agent's socket of it
 *   virtio-poll://[pci][#port]  the same without the kernel: this process drives the device, which no driver may have, and
 *                               spins while it waits. Linux, root, pages of 4 KiB; see guest/c/README.md
 */
#ifndef VACCEL_POSIX_H
#define VACCEL_POSIX_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vaccel_posix_options {
  const char *name;                     /* for the agent's log; NULL: the program's */
  const char *credential;               /* NULL: nothing */
  const struct vaccel_api *const *apis; /* those that will be called */
  size_t api_count;
  size_t memory_size; /* for frames and results of a call; 0: 64 MiB, of which only what is used becomes real */
};

struct vaccel_poll;
struct vaccel_serial;
struct vaccel_rings;

/* A connection. It must stay where it is until it is closed. */
struct vaccel_posix {
  struct vaccel_client client;
  int fd;
  struct vaccel_poll *device; /* of virtio-poll: */
  struct vaccel_serial *port; /* of serial: */
  struct vaccel_rings *rings; /* of shm+unix:, and of unix: where they were taken */
  void *memory;
  size_t memory_size;
  char fault[160];
};

/*
 * Connects, for at most 10 s. `address` NULL: the environment's VACCEL_ADDRESS. Errors: as of vaccel_connect, and
 * VACCEL_INVALID_CONFIG for an address that is none; client.error has the rest. Close it in any case.
 */
int vaccel_posix_connect(
    struct vaccel_posix *posix, const char *address, const struct vaccel_posix_options *options);

/* Closes the connection and with it every session. Twice is fine. */
void vaccel_posix_close(struct vaccel_posix *posix);

/*
 * Registers a file, or all regular files below a directory, links followed. They must not become shorter meanwhile.
 */
int vaccel_posix_register(struct vaccel_session *session, const char *path, struct vaccel_resource *resource);

/* Size of struct vaccel_posix and place of the connection's error, for bindings of other languages. */
size_t vaccel_posix_size(void);
const struct vaccel_error *vaccel_posix_error(const struct vaccel_posix *posix);
struct vaccel_client *vaccel_posix_client(struct vaccel_posix *posix);

#ifdef __cplusplus
}
#endif

#endif
