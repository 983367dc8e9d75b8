/* A link over a virtio-vsock device that this process owns, inside the library. */
#ifndef VACCEL_POLL_H
#define VACCEL_POLL_H

#include <vaccel/posix.h>

#define VACCEL_POLL_SCHEME "virtio-poll://"

/* Takes the device and connects: posix->device, or -1 and posix->client.error is set. */
int vaccel_poll_open(struct vaccel_posix *posix, const char *address);
struct vaccel_link vaccel_poll_link(struct vaccel_posix *posix);
void vaccel_poll_close(struct vaccel_posix *posix);

#endif
