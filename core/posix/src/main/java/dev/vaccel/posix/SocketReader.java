package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.POLLFD;
import static dev.vaccel.posix.PosixLayouts.TIMESPEC;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * The receiving side of a stream socket. One thread at a time, not always the same one. Nothing is
 * allocated and nothing copied: the kernel writes into the caller's memory.
 */
public final class SocketReader {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long POLL_FD = offset(POLLFD, "fd");
  private static final long POLL_EVENTS = offset(POLLFD, "events");
  private static final long TV_SEC = offset(TIMESPEC, "tv_sec");
  private static final long TV_NSEC = offset(TIMESPEC, "tv_nsec");

  private final OwnedFd fd;
  private final CallState state;
  private final MemorySegment pollfd;
  private final MemorySegment timespec;

  SocketReader(OwnedFd fd) {
    this.fd = fd;
    // A few dozen bytes that live as long as this object and are in no other hands: the collector
    // may free them. A shared arena would cost a handshake of all threads for each connection.
    Arena arena = Arena.ofAuto();
    state = new CallState(arena);
    pollfd = arena.allocate(POLLFD);
    pollfd.set(JAVA_INT, POLL_FD, fd.number());
    pollfd.set(JAVA_SHORT, POLL_EVENTS, (short) LinuxConstants.POLLIN);
    timespec = arena.allocate(TIMESPEC);
  }

  /**
   * Receives what is there, at least one byte; blocks while nothing is.
   *
   * @param destination native memory of at least one byte; must stay open during the call
   * @return bytes received; -1 at the end of the stream and once this side was closed
   */
  public long read(MemorySegment destination) throws SystemCallException {
    return read(destination, 0);
  }

  /** As {@link #read}, but returns 0 instead of blocking. */
  public long readNow(MemorySegment destination) throws SystemCallException {
    return read(destination, LinuxConstants.MSG_DONTWAIT);
  }

  private long read(MemorySegment destination, int flags) throws SystemCallException {
    long size = destination.byteSize();
    if (size == 0 || !destination.isNative()) {
      throw new IllegalArgumentException(
          "read into " + destination + ": expected native memory of at least one byte");
    }
    if (!fd.acquire()) {
      return -1;
    }
    try {
      while (true) {
        long received = PosixBindings.recv(state.segment, fd.number(), destination, size, flags);
        if (received > 0) {
          return received;
        }
        if (received == 0) {
          return -1;
        }
        if (flags != 0 && state.errno() == Errno.EAGAIN) {
          return 0;
        }
        if (!state.interrupted()) {
          throw state.failure("recv", fd);
        }
      }
    } finally {
      fd.release();
    }
  }

  /**
   * Waits until a read would return at once, with bytes, the end or a failure.
   *
   * @param timeoutNs longest wait; 0 only looks, below 0 waits without limit
   * @return whether a read would return at once; true once this side was closed
   */
  public boolean awaitReadable(long timeoutNs) throws SystemCallException {
    if (!fd.acquire()) {
      return true;
    }
    try {
      long startNs = timeoutNs > 0 ? System.nanoTime() : 0;
      long leftNs = timeoutNs;
      while (true) {
        int ready = PosixBindings.ppollOne(state.segment, pollfd.address(), timespecFor(leftNs));
        if (ready >= 0) {
          return ready > 0;
        }
        if (!state.interrupted()) {
          throw state.failure("ppoll", fd);
        }
        if (timeoutNs > 0) {
          leftNs = Math.max(0, timeoutNs - (System.nanoTime() - startNs));
        }
      }
    } finally {
      fd.release();
      Reference.reachabilityFence(this); // Its poll memory was in the kernel's hands by address.
    }
  }

  /** Address of the time limit; 0, which is NULL, for none. */
  private long timespecFor(long timeoutNs) {
    if (timeoutNs < 0) {
      return 0;
    }
    timespec.set(JAVA_LONG, TV_SEC, timeoutNs / NANOS_PER_SECOND);
    timespec.set(JAVA_LONG, TV_NSEC, timeoutNs % NANOS_PER_SECOND);
    return timespec.address();
  }
}
