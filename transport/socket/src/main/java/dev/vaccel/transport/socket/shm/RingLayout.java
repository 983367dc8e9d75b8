package dev.vaccel.transport.socket.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.VarHandle;

/**
 * Where things are in the memory of a pair of rings: a page of words, then the bytes of the ring
 * that the connecting side writes, then those of the other. Words that different sides write lie
 * 128 bytes apart, since processors fetch lines in pairs. Positions count bytes since the start and
 * never wrap. Little-endian, as both processors that this runs on are.
 */
final class RingLayout {
  static final int CONTROL_BYTES = 4096;
  static final int RING_CONTROL_BYTES = 1024;

  /** How many bytes were written: the writer's word. */
  static final int TAIL = 0;

  /** How many were read: the reader's word. */
  static final int HEAD = 128;

  /** 1 while the reader sleeps. */
  static final int READER_SLEEPS = 256;

  /** 1 while the writer sleeps. */
  static final int WRITER_SLEEPS = 384;

  static final int LEAST_CAPACITY = 4096;
  static final int MOST_CAPACITY = 16 << 20;

  static final VarHandle POSITION = JAVA_LONG.varHandle();
  static final VarHandle SLEEPS = JAVA_INT.varHandle();

  private RingLayout() {}

  /** Bytes of memory for a pair of rings. */
  static long bytes(int capacity) {
    return CONTROL_BYTES + 2L * capacity;
  }

  static boolean isCapacity(int capacity) {
    return capacity >= LEAST_CAPACITY
        && capacity <= MOST_CAPACITY
        && Integer.bitCount(capacity) == 1;
  }
}
