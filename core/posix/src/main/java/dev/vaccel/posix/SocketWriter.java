package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.IOVEC;
import static dev.vaccel.posix.PosixLayouts.MSGHDR;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * The sending side of a stream socket. One thread at a time, not always the same one. Nothing is
 * copied: the kernel reads the caller's memory. Allocates only when a call has more parts than any
 * before, or when the kernel took a part in pieces.
 */
public final class SocketWriter {
  private static final int FIRST_CAPACITY = 16;
  private static final long IOVEC_BYTES = IOVEC.byteSize();
  private static final long IOV_BASE = offset(IOVEC, "iov_base");
  private static final long IOV_LEN = offset(IOVEC, "iov_len");
  private static final long MSG_IOV = offset(MSGHDR, "msg_iov");
  private static final long MSG_IOVLEN = offset(MSGHDR, "msg_iovlen");

  private final OwnedFd fd;
  // Small and in no other hands: the collector may free them, as in SocketReader.
  private final CallState state = new CallState(Arena.ofAuto());
  private final MemorySegment message = Arena.ofAuto().allocate(MSGHDR);
  private int capacity;
  private MemorySegment vector;

  // Where the next byte comes from.
  private int nextPart;
  private long nextOffset;

  SocketWriter(OwnedFd fd) {
    this.fd = fd;
    capacity = FIRST_CAPACITY;
    vector = newVector();
  }

  private MemorySegment newVector() {
    MemorySegment fresh = Arena.ofAuto().allocate(IOVEC, capacity);
    message.set(JAVA_LONG, MSG_IOV, fresh.address());
    return fresh;
  }

  /**
   * Sends all of the first {@code count} parts, in order, in one call to the kernel if it takes
   * them at once. Blocks while the peer does not read. After a failure an unknown part is sent.
   *
   * @param parts native memory, empty parts allowed; must stay open during the call
   * @throws SystemCallException EPIPE or ECONNRESET once either side ended the connection
   */
  public void write(MemorySegment[] parts, int count) throws SystemCallException {
    Objects.checkFromIndexSize(0, count, parts.length);
    if (!fd.acquire()) {
      throw new SystemCallException("send", fd + ", which is closed here", Errno.EPIPE);
    }
    try {
      nextPart = 0;
      nextOffset = 0;
      skipEmpty(parts, count);
      while (nextPart < count) {
        long sent = count - nextPart == 1 ? sendOne(parts[nextPart]) : sendMany(parts, count);
        if (sent >= 0) {
          advance(parts, count, sent);
        } else if (!state.interrupted()) {
          throw state.failure("send", fd);
        }
      }
    } finally {
      fd.release();
      Reference.reachabilityFence(parts); // The kernel had them by address alone.
    }
  }

  /**
   * Sends what the kernel takes of one part without blocking.
   *
   * @return bytes sent, 0 if the peer does not read
   */
  public long writeNow(MemorySegment part) throws SystemCallException {
    if (!fd.acquire()) {
      throw new SystemCallException("send", fd + ", which is closed here", Errno.EPIPE);
    }
    try {
      int flags = LinuxConstants.MSG_NOSIGNAL | LinuxConstants.MSG_DONTWAIT;
      long sent =
          PosixBindings.send(state.segment, fd.number(), requireOpen(part), part.byteSize(), flags);
      if (sent >= 0) {
        return sent;
      }
      if (state.errno() == Errno.EAGAIN || state.interrupted()) {
        return 0;
      }
      throw state.failure("send", fd);
    } finally {
      fd.release();
    }
  }

  private long sendOne(MemorySegment part) {
    MemorySegment rest = nextOffset == 0 ? part : part.asSlice(nextOffset);
    int flags = LinuxConstants.MSG_NOSIGNAL;
    return PosixBindings.send(
        state.segment, fd.number(), requireOpen(rest), rest.byteSize(), flags);
  }

  private long sendMany(MemorySegment[] parts, int count) {
    int wanted = Math.min(count - nextPart, LinuxConstants.IOV_MAX);
    if (wanted > capacity) {
      capacity = Math.min(LinuxConstants.IOV_MAX, Integer.highestOneBit(wanted) * 2);
      vector = newVector();
    }
    int filled = 0;
    long offset = nextOffset;
    for (int i = nextPart; i < count && filled < wanted; i++) {
      MemorySegment part = requireOpen(parts[i]);
      long length = part.byteSize() - offset;
      if (length > 0) {
        vector.set(JAVA_LONG, filled * IOVEC_BYTES + IOV_BASE, part.address() + offset);
        vector.set(JAVA_LONG, filled * IOVEC_BYTES + IOV_LEN, length);
        filled++;
      }
      offset = 0;
    }
    message.set(JAVA_LONG, MSG_IOVLEN, filled);
    return PosixBindings.sendmsg(state.segment, fd.number(), message, LinuxConstants.MSG_NOSIGNAL);
  }

  private void advance(MemorySegment[] parts, int count, long sent) {
    long left = sent;
    while (left > 0) {
      long length = parts[nextPart].byteSize() - nextOffset;
      if (left < length) {
        nextOffset += left;
        return;
      }
      left -= length;
      nextPart++;
      nextOffset = 0;
    }
    skipEmpty(parts, count);
  }

  private void skipEmpty(MemorySegment[] parts, int count) {
    while (nextPart < count && parts[nextPart].byteSize() == nextOffset) {
      nextPart++;
      nextOffset = 0;
    }
  }

  /** A closed or heap part would put a wild address into the kernel's hands. */
  private static MemorySegment requireOpen(MemorySegment part) {
    if (!part.isNative() || !part.scope().isAlive()) {
      throw new IllegalArgumentException("write of " + part + ": expected open native memory");
    }
    return part;
  }
}
