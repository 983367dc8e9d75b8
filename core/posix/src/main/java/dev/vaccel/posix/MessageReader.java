package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.CMSGHDR;
import static dev.vaccel.posix.PosixLayouts.IOVEC;
import static dev.vaccel.posix.PosixLayouts.MSGHDR;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads messages of a unix socket whose first bytes may bring descriptors along (SCM_RIGHTS).
 * Confined to one thread.
 */
public final class MessageReader implements AutoCloseable {
  /** Most descriptors of one message. */
  public static final int MOST_DESCRIPTORS = 16;

  private static final long CMSG_LEN = offset(CMSGHDR, "cmsg_len");
  private static final long CMSG_LEVEL = offset(CMSGHDR, "cmsg_level");
  private static final long CMSG_TYPE = offset(CMSGHDR, "cmsg_type");
  private static final long CMSG_DATA = CMSGHDR.byteSize();
  private static final long MSG_CONTROLLEN = offset(MSGHDR, "msg_controllen");
  private static final long MSG_FLAGS = offset(MSGHDR, "msg_flags");

  private final OwnedFd socket;
  private final Arena arena = Arena.ofAuto();
  private final CallState state = new CallState(arena);
  private final MemorySegment header = arena.allocate(MSGHDR);
  private final MemorySegment vector = arena.allocate(IOVEC);
  private final MemorySegment control =
      arena.allocate(CMSG_DATA + (long) MOST_DESCRIPTORS * Integer.BYTES, 8);
  private final List<OwnedFd> received = new ArrayList<>();

  MessageReader(OwnedFd socket) {
    this.socket = socket;
    header.set(JAVA_LONG, offset(MSGHDR, "msg_iov"), vector.address());
    header.set(JAVA_LONG, offset(MSGHDR, "msg_iovlen"), 1);
    header.set(JAVA_LONG, offset(MSGHDR, "msg_control"), control.address());
  }

  /**
   * Reads until the segment is full; keeps the descriptors that come along.
   *
   * @param destination native memory of at least one byte
   * @return false if the stream ended, also in the middle
   * @throws SystemCallException EINVAL for more descriptors than there is room for
   */
  public boolean readFully(MemorySegment destination) throws SystemCallException {
    long at = 0;
    while (at < destination.byteSize()) {
      long count = read(destination.asSlice(at));
      if (count <= 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  private long read(MemorySegment part) throws SystemCallException {
    if (!socket.acquire()) {
      return 0;
    }
    try {
      while (true) {
        vector.set(JAVA_LONG, offset(IOVEC, "iov_base"), part.address());
        vector.set(JAVA_LONG, offset(IOVEC, "iov_len"), part.byteSize());
        header.set(JAVA_LONG, MSG_CONTROLLEN, control.byteSize());
        header.set(JAVA_INT, MSG_FLAGS, 0);
        long count =
            PosixBindings.recvmsg(
                state.segment, socket.number(), header, LinuxConstants.MSG_CMSG_CLOEXEC);
        if (count >= 0) {
          keep();
          return count;
        }
        if (!state.interrupted()) {
          throw state.failure("recvmsg", socket);
        }
      }
    } finally {
      socket.release();
    }
  }

  private void keep() throws SystemCallException {
    long length = header.get(JAVA_LONG, MSG_CONTROLLEN);
    if (length >= CMSG_DATA
        && control.get(JAVA_INT, CMSG_LEVEL) == LinuxConstants.SOL_SOCKET
        && control.get(JAVA_INT, CMSG_TYPE) == LinuxConstants.SCM_RIGHTS) {
      long end = Math.min(control.get(JAVA_LONG, CMSG_LEN), control.byteSize());
      for (long at = CMSG_DATA; at + Integer.BYTES <= end; at += Integer.BYTES) {
        received.add(OwnedFd.of(control.get(JAVA_INT, at), "descriptor from " + socket));
      }
    }
    if ((header.get(JAVA_INT, MSG_FLAGS) & LinuxConstants.MSG_CTRUNC) != 0
        || received.size() > MOST_DESCRIPTORS) {
      throw new SystemCallException(
          "a message with more than " + MOST_DESCRIPTORS + " descriptors",
          socket.toString(),
          Errno.EINVAL);
    }
  }

  /** The descriptors that came along since the last call, in order; the caller's then. */
  public List<OwnedFd> takeReceived() {
    List<OwnedFd> taken = List.copyOf(received);
    received.clear();
    return taken;
  }

  /** Closes descriptors that nobody took. The socket is its owner's. */
  @Override
  public void close() {
    takeReceived().forEach(OwnedFd::close);
  }
}
