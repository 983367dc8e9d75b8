package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections of one listening vsock. Shutting such a socket down does not wake who waits
 * in accept(2), as it does for other families: a bell does. Thread-safe.
 */
final class VsockListener implements Listener {
  private static final long WITHOUT_LIMIT = -1;

  private final ListeningSocket socket;
  private final Address address;
  private final Acceptance acceptance;
  private final EventCounter bell;
  // One waits: another could take its connection between poll and accept.
  private final ReentrantLock turn = new ReentrantLock();

  /** Makes the link of an accepted socket. */
  @FunctionalInterface
  interface Acceptance {
    Link link(StreamSocket accepted);
  }

  /** A listener that owns {@code socket}. */
  VsockListener(ListeningSocket socket, Address address, Acceptance acceptance)
      throws SystemCallException {
    this.socket = socket;
    this.address = address;
    this.acceptance = acceptance;
    this.bell = EventCounter.create();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Link accept() {
    turn.lock();
    try {
      Poller poller = new Poller(2);
      while (!socket.isClosed()) {
        poller.clear();
        int arrivals = poller.add(socket.fd());
        poller.add(bell.fd());
        poller.await(WITHOUT_LIMIT);
        if (!socket.isClosed() && poller.isReady(arrivals)) {
          return acceptance.link(socket.accept());
        }
      }
      throw closed(null);
    } catch (SystemCallException failure) {
      if (socket.isClosed()) {
        throw closed(failure); // Between the wait and accept(2).
      }
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "listener " + address + " cannot accept a connection now: " + failure.getMessage(),
          failure);
    } finally {
      turn.unlock();
    }
  }

  private TransportException closed(@Nullable Throwable cause) {
    return new TransportException(
        ErrorCode.CONNECTION_LOST, "listener " + address + " is closed", cause);
  }

  @Override
  public void close() {
    socket.close();
    bell.ring();
    bell.close();
  }

  @Override
  public String toString() {
    return "VsockListener[" + address + "]";
  }
}
