/* A link over a virtio-vsock device that this process owns, inside the library. */
#ifndef VACCEL_POLL_H
#define VACCEL_POLL_H

#include <vaccel/posix.h>

#define VACCEL_POLL_SCHEME "virtio-poll://"

#ifndef VACCEL_NO_POLL
/* Takes the device and connects: posix->device, or -1 and posix->client.error is set. */
int vaccel_poll_open(struct vaccel_posix *posix, const char *address);
struct vaccel_link vaccel_poll_link(struct vaccel_posix *posix);
void vaccel_poll_close(struct vaccel_posix *posix);

#else /* a system without sysfs and fork */
#include "../core/frame.h"

static inline int vaccel_poll_open(struct vaccel_posix *posix, const char *address) {
  return vaccel_fail(&posix->client, VACCEL_INVALID_CONFIG, "address '%s': this program drives no devices", address);
}
static inline struct vaccel_link vaccel_poll_link(struct vaccel_posix *posix) {
  (void)posix;
  return (struct vaccel_link){0};
}
static inline void vaccel_poll_close(struct vaccel_posix *posix) { (void)posix; }
#endif

#endif
