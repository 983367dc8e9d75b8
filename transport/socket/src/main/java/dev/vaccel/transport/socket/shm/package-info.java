/**
 * Byte streams through rings in shared memory: {@link dev.vaccel.transport.socket.shm.RingLink}
 * over a link that can share memory.
 */
package dev.vaccel.transport.socket.shm;
