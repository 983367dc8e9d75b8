/* Sockets by address, inside the library. */
#ifndef VACCEL_ADDRESS_H
#define VACCEL_ADDRESS_H

#include <vaccel/posix.h>

/* A connected socket; -1, and posix->client.error is set. */
int vaccel_posix_dial(struct vaccel_posix *posix, const char *address);
/* A file of that name below a directory, or the error that it has: for messages. */
int vaccel_posix_fail(struct vaccel_client *client, int code, const char *what, const char *value, int number);

#endif
