package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;

/**
 * A link over a connected socket. The kernel reads and writes the caller's segments themselves. One
 * thread reads, one writes; the rest is thread-safe.
 */
class StreamLink implements Link {
  private final StreamSocket socket;
  private final String name;
  private final PeerIdentity peer;

  /** Set before the socket is told, so that what the socket then reports is known to be ours. */
  private volatile boolean ended;

  /**
   * A link that owns {@code socket}.
   *
   * @param name what messages call the peer
   */
  StreamLink(StreamSocket socket, String name, PeerIdentity peer) {
    this.socket = socket;
    this.name = name;
    this.peer = peer;
  }

  /** What messages call the peer. */
  String name() {
    return name;
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    try {
      socket.writer().write(parts, count);
    } catch (SystemCallException failure) {
      throw lost("write to", failure);
    }
  }

  /** Writes what goes without blocking; returns the number of bytes. By the writing thread. */
  long writeNow(MemorySegment part) {
    try {
      return socket.writer().writeNow(part);
    } catch (SystemCallException failure) {
      throw lost("write to", failure);
    }
  }

  @Override
  public long read(MemorySegment destination) {
    if (ended) {
      return -1; // TCP would still hand out what had arrived before.
    }
    try {
      return receive(destination);
    } catch (SystemCallException failure) {
      if (ended) {
        return -1;
      }
      throw lost("read from", failure);
    }
  }

  /** One read of the socket. */
  long receive(MemorySegment destination) throws SystemCallException {
    return socket.reader().read(destination);
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    if (ended) {
      return true;
    }
    try {
      return socket.reader().awaitReadable(timeoutNs);
    } catch (SystemCallException failure) {
      throw lost("wait for", failure);
    }
  }

  /** The failure of a call on the socket, as everybody else sees it. */
  final TransportException lost(String what, SystemCallException failure) {
    String why =
        switch (failure.number()) {
          case Errno.EPIPE, Errno.ECONNRESET ->
              ended ? "the link was closed here" : "the peer ended the connection";
          default -> "the connection failed";
        };
    return new TransportException(
        ErrorCode.CONNECTION_LOST,
        what + " " + name + ": " + why + " (" + failure.symbol() + ")",
        failure);
  }

  @Override
  public PeerIdentity peer() {
    return peer;
  }

  @Override
  public void shutdown() {
    ended = true;
    socket.shutdown();
  }

  @Override
  public void close() {
    ended = true;
    socket.close();
  }

  @Override
  public String toString() {
    return "StreamLink[" + name + "]";
  }
}
