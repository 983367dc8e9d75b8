package dev.vaccel.transport.serial;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A link that a {@link SerialStream} carries. The thread that reads it reads the stream: none
 * stands between. One thread reads, one writes; the rest is thread-safe.
 */
final class SerialLink implements Link, PacketWriter.Writing {
  private final SerialStream stream;
  private final Port port;
  private final boolean ownsPort;
  private final int number;
  private final PeerIdentity peer;
  private final String name;
  private final Poller reading = new Poller(2);
  private final Poller writing = new Poller(2);

  /** Rung once, when the link is over: never heard, so that it wakes all who wait. */
  private final EventCounter bell;

  /** Whether the reading thread waits for the port. Guarded by the stream. */
  boolean waits;

  private volatile boolean accepted;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean peerEnded;
  private volatile boolean peerLeft;
  private volatile @Nullable String over;

  /**
   * A link that {@code stream} is to carry.
   *
   * @param number what its packets are known by
   * @param name what messages call the peer
   * @param opener whether this side opens it: it has to be accepted, and the port is the link's
   */
  SerialLink(
      SerialStream stream, Port port, int number, PeerIdentity peer, String name, boolean opener)
      throws SystemCallException {
    this.stream = stream;
    this.port = port;
    this.number = number;
    this.peer = peer;
    this.name = name;
    this.ownsPort = opener;
    this.accepted = !opener;
    this.bell = EventCounter.create();
  }

  @Override
  public int number() {
    return number;
  }

  /** Whether both sides use it. */
  boolean isLive() {
    return accepted && !ended.get() && over == null;
  }

  /** Whether the other side has accepted it. */
  boolean isAccepted() {
    return accepted;
  }

  /** Why it ended without this side's doing, or null. */
  @Nullable String over() {
    return over;
  }

  // Called by the stream.

  void accept() {
    accepted = true;
  }

  void peerSendsNoMore() {
    peerEnded = true;
  }

  /**
   * It is over; the first reason stays.
   *
   * @param left whether reading ends with that, else it fails
   */
  void over(String why, boolean left) {
    if (over == null) {
      peerLeft = left;
      over = why;
      bell.ring();
    }
  }

  /** Whether nothing more can come. */
  boolean isReadOver() {
    return ended.get() || peerEnded || over != null;
  }

  // The owner's side.

  @Override
  public long read(MemorySegment destination) {
    while (!ended.get()) {
      long count = stream.read(this, destination);
      stream.out().flush();
      if (count > 0) {
        return count;
      }
      if (count < 0) {
        break;
      }
      await(-1);
    }
    String why = over;
    if (!ended.get() && why != null) {
      releasePort();
      if (!peerLeft) {
        throw lost("read from", why, null);
      }
    }
    return -1;
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    long startNs = timeoutNs > 0 ? System.nanoTime() : 0;
    long leftNs = timeoutNs;
    while (!ended.get() && !stream.awaitsNothing(this)) {
      stream.out().flush();
      if (timeoutNs >= 0 && leftNs <= 0) {
        stream.stopWaiting(this);
        return false;
      }
      await(leftNs);
      if (timeoutNs > 0) {
        leftNs = timeoutNs - (System.nanoTime() - startNs);
      }
    }
    return true;
  }

  private void await(long timeoutNs) {
    reading.clear();
    reading.add(port.fd());
    reading.add(bell.fd());
    try {
      reading.await(timeoutNs);
    } catch (SystemCallException failure) {
      throw lost("wait for", failure.getMessage(), failure);
    }
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    try {
      stream.out().write(parts, count, this);
    } catch (SystemCallException failure) {
      String why = over;
      throw lost("write to", why == null ? "the connection failed" : why, failure);
    }
  }

  @Override
  public void requireWritable() {
    String why = ended.get() ? "the link was closed here" : over;
    if (why != null) {
      throw lost("write to", why, null);
    }
  }

  @Override
  public void awaitRoom(OwnedFd fd) throws SystemCallException {
    writing.clear();
    writing.addWritable(fd, false);
    writing.add(bell.fd());
    writing.await(-1);
    if (writing.isHungUp(0)) {
      over("the other end of the port is gone", true);
    }
  }

  private TransportException lost(
      String what, @Nullable String why, @Nullable SystemCallException cause) {
    return new TransportException(
        ErrorCode.CONNECTION_LOST,
        what + " " + name + ": " + why + (cause == null ? "" : " (" + cause.symbol() + ")"),
        cause);
  }

  @Override
  public PeerIdentity peer() {
    return peer;
  }

  @Override
  public void shutdown() {
    // Before the stream is asked: a guest that keeps its reader busy must not keep us.
    boolean first = !ended.getAndSet(true);
    bell.ring();
    if (first && over == null) {
      stream.leave(this);
    }
    stream.out().flush();
  }

  @Override
  public void close() {
    abandon();
    releasePort();
  }

  /** As {@link #close}, but leaves the port open. */
  void abandon() {
    shutdown();
    bell.close();
  }

  /** A port takes one opener: the next one need not wait until this link is closed. */
  private void releasePort() {
    if (ownsPort) {
      stream.out().linger();
      port.close();
    }
  }

  @Override
  public String toString() {
    return "SerialLink[" + name + "]";
  }
}
