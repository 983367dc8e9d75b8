package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A socket that connections arrive at. Who waits for one waits for a bell too: shutting the socket
 * down wakes a blocked accept(2) of some families (unix, inet), not of others (vsock). Thread-safe.
 */
public final class ListeningSocket implements AutoCloseable {
  private static final long WITHOUT_LIMIT = -1;

  private final OwnedFd fd;
  private final EventCounter closing;

  private ListeningSocket(OwnedFd fd, EventCounter closing) {
    this.fd = fd;
    this.closing = closing;
  }

  /**
   * Binds without listening yet: connecting is refused until {@link #listen}, so that a socket
   * file's mode can be set before anybody gets in. An inet socket takes over ports of old
   * connections (SO_REUSEADDR), an IPv6 one serves IPv6 alone.
   *
   * @throws SystemCallException EADDRINUSE, EADDRNOTAVAIL, EACCES, ENOENT, ...
   */
  public static ListeningSocket bind(Endpoint endpoint) throws SystemCallException {
    // Of several threads that see a connection, the late ones go on waiting.
    OwnedFd fd = SocketCalls.open(endpoint, LinuxConstants.SOCK_NONBLOCK);
    boolean bound = false;
    try (Arena arena = Arena.ofConfined()) {
      int family = EndpointCodec.family(endpoint);
      if (family == LinuxConstants.AF_INET || family == LinuxConstants.AF_INET6) {
        SocketCalls.setOption(fd, SocketOption.SO_REUSEADDR, 1);
      }
      if (family == LinuxConstants.AF_INET6) {
        SocketCalls.setOption(fd, SocketOption.IPV6_V6ONLY, 1);
      }
      CallState state = new CallState(arena);
      MemorySegment address = EndpointCodec.encode(endpoint, arena);
      int length = (int) address.byteSize();
      if (PosixBindings.bind(state.segment, fd.number(), address, length) < 0) {
        throw state.failure("bind", endpoint);
      }
      ListeningSocket socket = new ListeningSocket(fd, EventCounter.create());
      bound = true;
      return socket;
    } finally {
      if (!bound) {
        fd.close();
      }
    }
  }

  /**
   * As {@link #bind}, and lets connections arrive.
   *
   * @throws SystemCallException as {@link #bind}
   */
  public static ListeningSocket open(Endpoint endpoint) throws SystemCallException {
    ListeningSocket socket = bind(endpoint);
    boolean listening = false;
    try {
      socket.listen();
      listening = true;
      return socket;
    } finally {
      if (!listening) {
        socket.close();
      }
    }
  }

  /**
   * Lets connections arrive.
   *
   * @param backlog connections that may wait for {@link #accept}; the kernel cuts it at
   *     net.core.somaxconn
   */
  public void listen(int backlog) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      if (SocketCalls.withFd(fd, n -> PosixBindings.listen(state.segment, n, backlog)) < 0) {
        throw state.failure("listen", fd);
      }
    }
  }

  /** As many waiting connections as the kernel allows by default. */
  public void listen() throws SystemCallException {
    listen(LinuxConstants.SOMAXCONN);
  }

  /** The address as bound, with the port that the kernel chose. */
  public Endpoint localEndpoint() throws SystemCallException {
    return SocketCalls.localEndpoint(fd);
  }

  /**
   * Waits for the next connection; it is closed on exec.
   *
   * @throws SystemCallException EINVAL or EBADF once closed; EMFILE, ENFILE, ENOMEM when the
   *     process or machine cannot take another descriptor
   */
  public StreamSocket accept() throws SystemCallException {
    Poller poller = new Poller(2);
    while (true) {
      StreamSocket accepted = acceptNow();
      if (accepted != null) {
        return accepted;
      }
      poller.clear();
      poller.add(fd);
      poller.add(closing.fd());
      poller.await(WITHOUT_LIMIT);
    }
  }

  /**
   * A connection that waits to be accepted, or null; does not block.
   *
   * @throws SystemCallException as {@link #accept}
   */
  public @Nullable StreamSocket acceptNow() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      MemorySegment address = arena.allocate(EndpointCodec.MAX_BYTES, 8);
      MemorySegment length = arena.allocate(JAVA_INT);
      while (true) {
        length.set(JAVA_INT, 0, (int) EndpointCodec.MAX_BYTES);
        int accepted =
            SocketCalls.withFd(
                fd,
                n ->
                    PosixBindings.accept4(
                        state.segment, n, address, length.address(), LinuxConstants.SOCK_CLOEXEC));
        if (accepted >= 0) {
          Endpoint peer = EndpointCodec.decode(address, length.get(JAVA_INT, 0));
          return new StreamSocket(OwnedFd.of(accepted, peer.toString()), peer);
        }
        if (state.errno() == Errno.EAGAIN) {
          return null;
        }
        if (!isTransient(state.errno())) {
          throw state.failure("accept4", fd);
        }
      }
    }
  }

  /** Failures of the connection that was about to be accepted, not of the listener: accept(2). */
  private static boolean isTransient(int errno) {
    return switch (errno) {
      case Errno.EINTR,
          Errno.ECONNABORTED,
          Errno.EPROTO,
          Errno.ENETDOWN,
          Errno.ENETUNREACH,
          Errno.EHOSTDOWN,
          Errno.EHOSTUNREACH,
          Errno.ENONET,
          Errno.ETIMEDOUT ->
          true;
      default -> false;
    };
  }

  /** The descriptor, to be waited for; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /** Whether {@link #close()} was called. */
  public boolean isClosed() {
    return fd.isClosed();
  }

  /** A blocked {@link #accept} fails; waiting connections are reset. Idempotent. */
  @Override
  public void close() {
    fd.close();
    closing.ring();
    closing.close();
  }
}
