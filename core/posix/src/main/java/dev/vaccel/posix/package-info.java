/**
 * System calls as Java types. {@link dev.vaccel.posix.StreamSocket} and {@link
 * dev.vaccel.posix.ListeningSocket} are the entry points; {@link dev.vaccel.posix.OwnedFd} owns a
 * file descriptor, counts who is inside a call on it and closes it after the last has left. A
 * failed call is a {@link dev.vaccel.posix.SystemCallException} that names call, object and errno;
 * EINTR never leaves this package.
 */
package dev.vaccel.posix;
