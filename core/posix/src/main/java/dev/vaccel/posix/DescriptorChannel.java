package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.CMSGHDR;
import static dev.vaccel.posix.PosixLayouts.IOVEC;
import static dev.vaccel.posix.PosixLayouts.MSGHDR;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a unix socket with descriptors among them (SCM_RIGHTS). One descriptor travels with the
 * first byte of a message; the kernel hands it over with the read that takes this byte, and closes
 * what a reader has no room for. Of what is received only the latest descriptor is kept. Reading
 * and sending: one thread at a time each; {@link #close()} any.
 */
public final class DescriptorChannel implements AutoCloseable {
  private static final long CMSG_LEN = offset(CMSGHDR, "cmsg_len");
  private static final long CMSG_LEVEL = offset(CMSGHDR, "cmsg_level");
  private static final long CMSG_TYPE = offset(CMSGHDR, "cmsg_type");
  private static final long CMSG_DATA = CMSGHDR.byteSize();
  // CMSG_LEN of one descriptor, not CMSG_SPACE: with its padding the kernel would give two.
  private static final long ONE_DESCRIPTOR = CMSG_DATA + JAVA_INT.byteSize();
  private static final long MSG_CONTROLLEN = offset(MSGHDR, "msg_controllen");
  private static final long IOV_BASE = offset(IOVEC, "iov_base");
  private static final long IOV_LEN = offset(IOVEC, "iov_len");

  private final OwnedFd socket;
  private final Message incoming = new Message();
  private final Message outgoing = new Message();
  // Guarded by this object, as is whether it was closed.
  private @Nullable OwnedFd received;
  private boolean closed;

  /** A msghdr with one part and room for one descriptor. Freed by the collector. */
  private static final class Message {
    private final Arena arena = Arena.ofAuto();
    private final CallState state = new CallState(arena);
    private final MemorySegment header = arena.allocate(MSGHDR);
    private final MemorySegment vector = arena.allocate(IOVEC);
    private final MemorySegment control = arena.allocate(ONE_DESCRIPTOR, 8);

    private Message() {
      header.set(JAVA_LONG, offset(MSGHDR, "msg_iov"), vector.address());
      header.set(JAVA_LONG, offset(MSGHDR, "msg_iovlen"), 1);
      header.set(JAVA_LONG, offset(MSGHDR, "msg_control"), control.address());
    }

    private void part(MemorySegment part) {
      if (!part.isNative() || part.byteSize() == 0) {
        throw new IllegalArgumentException(part + ": expected native memory of at least one byte");
      }
      vector.set(JAVA_LONG, IOV_BASE, part.address());
      vector.set(JAVA_LONG, IOV_LEN, part.byteSize());
      header.set(JAVA_LONG, MSG_CONTROLLEN, ONE_DESCRIPTOR);
    }
  }

  DescriptorChannel(OwnedFd socket) {
    this.socket = socket;
  }

  /**
   * As {@link SocketReader#read}, and takes a descriptor that comes along.
   *
   * @return bytes received; -1 at the end of the stream and once this side was closed
   */
  public long read(MemorySegment destination) throws SystemCallException {
    if (!socket.acquire()) {
      return -1;
    }
    CallState state = incoming.state;
    try {
      while (true) {
        incoming.part(destination);
        long count =
            PosixBindings.recvmsg(
                state.segment, socket.number(), incoming.header, LinuxConstants.MSG_CMSG_CLOEXEC);
        if (count > 0) {
          if (incoming.header.get(JAVA_LONG, MSG_CONTROLLEN) != 0) {
            keep();
          }
          return count;
        }
        if (count == 0) {
          return -1;
        }
        if (!state.interrupted()) {
          throw state.failure("recvmsg", socket);
        }
      }
    } finally {
      socket.release();
      Reference.reachabilityFence(destination); // The kernel had it by address alone.
    }
  }

  private void keep() {
    MemorySegment control = incoming.control;
    if (incoming.header.get(JAVA_LONG, MSG_CONTROLLEN) == ONE_DESCRIPTOR
        && control.get(JAVA_LONG, CMSG_LEN) == ONE_DESCRIPTOR
        && control.get(JAVA_INT, CMSG_LEVEL) == LinuxConstants.SOL_SOCKET
        && control.get(JAVA_INT, CMSG_TYPE) == LinuxConstants.SCM_RIGHTS) {
      OwnedFd fd = OwnedFd.of(control.get(JAVA_INT, CMSG_DATA), "descriptor from " + socket);
      synchronized (this) {
        if (received != null) {
          received.close();
        }
        received = fd;
        if (closed) {
          fd.close();
        }
      }
    }
  }

  /** The latest descriptor that came along and was not taken; the caller's then. Null for none. */
  public synchronized @Nullable OwnedFd takeReceived() {
    OwnedFd fd = received;
    received = null;
    return fd;
  }

  /**
   * Sends bytes and a descriptor with the first of them. Blocks while the peer does not read.
   *
   * @param passed stays the caller's: the peer gets a descriptor of its own
   * @return bytes sent, at least one; the rest is to be sent as any other
   */
  public long send(MemorySegment part, OwnedFd passed) throws SystemCallException {
    if (!socket.acquire()) {
      throw new SystemCallException("sendmsg", socket + ", which is closed here", Errno.EPIPE);
    }
    CallState state = outgoing.state;
    try {
      while (true) {
        outgoing.part(part);
        outgoing.control.set(JAVA_LONG, CMSG_LEN, ONE_DESCRIPTOR);
        outgoing.control.set(JAVA_INT, CMSG_LEVEL, LinuxConstants.SOL_SOCKET);
        outgoing.control.set(JAVA_INT, CMSG_TYPE, LinuxConstants.SCM_RIGHTS);
        long sent = sendmsg(passed);
        if (sent > 0) {
          return sent;
        }
        if (!state.interrupted()) {
          throw state.failure("sendmsg", socket);
        }
      }
    } finally {
      socket.release();
      Reference.reachabilityFence(part);
    }
  }

  private long sendmsg(OwnedFd passed) throws SystemCallException {
    if (!passed.acquire()) {
      throw new SystemCallException("sendmsg", passed + ", which is closed", Errno.EBADF);
    }
    try {
      outgoing.control.set(JAVA_INT, CMSG_DATA, passed.number());
      return PosixBindings.sendmsg(
          outgoing.state.segment, socket.number(), outgoing.header, LinuxConstants.MSG_NOSIGNAL);
    } finally {
      passed.release();
    }
  }

  /** Closes a descriptor that nobody took. The socket is its owner's. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    OwnedFd fd = takeReceived();
    if (fd != null) {
      fd.close();
    }
  }
}
