package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A connected stream socket. Reading and writing go through {@link #reader()} and {@link
 * #writer()}, one thread at a time each; everything else is thread-safe. Calls block the calling
 * thread inside native code, which holds a virtual thread's carrier: use platform threads.
 */
public final class StreamSocket implements AutoCloseable {
  private final OwnedFd fd;
  private final Endpoint peer;
  private final SocketReader reader;
  private final SocketWriter writer;

  StreamSocket(OwnedFd fd, Endpoint peer) {
    this.fd = fd;
    this.peer = peer;
    this.reader = new SocketReader(fd);
    this.writer = new SocketWriter(fd);
  }

  /**
   * Connects. The limit is the kernel's own (SO_SNDTIMEO bounds connect): unlike a non-blocking
   * connect with poll it also waits for room in the backlog of a unix socket.
   *
   * @param timeoutNs longest time; one that is over still gets what comes without waiting
   * @throws SystemCallException ETIMEDOUT when the time is over, else the kernel's reason
   */
  public static StreamSocket connect(Endpoint peer, long timeoutNs) throws SystemCallException {
    OwnedFd fd = SocketCalls.open(peer);
    boolean connected = false;
    try (Arena arena = Arena.ofConfined()) {
      connect(fd, peer, timeoutNs, arena);
      SocketCalls.setSendTimeout(fd, 0);
      StreamSocket socket = new StreamSocket(fd, peer);
      connected = true;
      return socket;
    } finally {
      if (!connected) {
        fd.close();
      }
    }
  }

  private static void connect(OwnedFd fd, Endpoint peer, long timeoutNs, Arena arena)
      throws SystemCallException {
    CallState state = new CallState(arena);
    MemorySegment address = EndpointCodec.encode(peer, arena);
    int length = (int) address.byteSize();
    long startNs = System.nanoTime();
    while (true) {
      // One try at least: a thread that got no time of its own may still find its peer at once.
      long leftNs = timeoutNs - (System.nanoTime() - startNs);
      SocketCalls.setSendTimeout(fd, Math.max(1, leftNs));
      // Nobody else has the descriptor yet: no need to enter it.
      if (PosixBindings.connect(state.segment, fd.number(), address, length) == 0) {
        return;
      }
      switch (state.errno()) {
        // A connect that a signal interrupted goes on; asking again waits for it.
        case Errno.EINTR -> {
          if (leftNs <= 0) {
            throw new SystemCallException("connect", peer.toString(), Errno.ETIMEDOUT);
          }
        }
        case Errno.EISCONN -> {
          return;
        }
        case Errno.EAGAIN, Errno.EINPROGRESS, Errno.EALREADY ->
            throw new SystemCallException("connect", peer.toString(), Errno.ETIMEDOUT);
        default -> throw state.failure("connect", peer);
      }
    }
  }

  /** The other end: what was connected to, or where an accepted connection came from. */
  public Endpoint peer() {
    return peer;
  }

  /** Receives. One thread at a time. */
  public SocketReader reader() {
    return reader;
  }

  /** Sends. One thread at a time. */
  public SocketWriter writer() {
    return writer;
  }

  /** For a unix socket whose peer passes descriptors, or to whom they are passed. */
  public DescriptorChannel descriptors() {
    return new DescriptorChannel(fd);
  }

  /** For a unix socket whose messages bring several descriptors each. */
  public MessageReader messages() {
    return new MessageReader(fd);
  }

  /** The descriptor, to be waited for with others; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /** Sets an option. */
  public void setOption(SocketOption option, int value) throws SystemCallException {
    SocketCalls.setOption(fd, option, value);
  }

  /** The kernel's value of an option, which may differ from the one set. */
  public int option(SocketOption option) throws SystemCallException {
    return SocketCalls.option(fd, option);
  }

  /** Who is on the other side of this unix socket. */
  public PeerCredentials peerCredentials() throws SystemCallException {
    return SocketCalls.peerCredentials(fd);
  }

  /** Ends both directions: blocked reads see the end, blocked writes fail. Idempotent. */
  public void shutdown() {
    fd.shutdown();
  }

  /** Ends the sending direction: the peer reads the end of the stream. Idempotent. */
  public void shutdownOutput() {
    fd.shutdownOutput();
  }

  /** Whether {@link #close()} was called. */
  public boolean isClosed() {
    return fd.isClosed();
  }

  /** Wakes blocked threads and closes once they have left. Idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
