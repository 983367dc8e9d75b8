/* A link over a port of virtio-serial, inside the library. Source of the format: docs/protocol.md, section 17. */
#ifndef VACCEL_SERIAL_H
#define VACCEL_SERIAL_H

#include <vaccel/posix.h>

#define VACCEL_SERIAL_SCHEME "serial://"

/* Opens the port and a link over it: posix->port, or -1 and posix->client.error is set. */
int vaccel_serial_open(struct vaccel_posix *posix, const char *address);
struct vaccel_link vaccel_serial_link(struct vaccel_posix *posix);
void vaccel_serial_close(struct vaccel_posix *posix);

#endif
