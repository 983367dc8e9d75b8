package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;

/** Accepts connections of one listening socket. Thread-safe. */
final class SocketListener implements Listener {
  private final ListeningSocket socket;
  private final Address address;
  private final Acceptance acceptance;
  private final Runnable beforeClose;

  /** Makes a link of an accepted socket. */
  @FunctionalInterface
  interface Acceptance {
    /** On failure the caller closes the socket. */
    Link link(StreamSocket accepted) throws SystemCallException;
  }

  /**
   * A listener that owns {@code socket}.
   *
   * @param address as bound
   * @param beforeClose runs once, before the socket is closed
   */
  SocketListener(
      ListeningSocket socket, Address address, Acceptance acceptance, Runnable beforeClose) {
    this.socket = socket;
    this.address = address;
    this.acceptance = acceptance;
    this.beforeClose = beforeClose;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Link accept() {
    while (true) {
      StreamSocket accepted = next();
      try {
        return acceptance.link(accepted);
      } catch (SystemCallException alreadyGone) {
        accepted.close(); // The peer did not wait; the next one may.
      } catch (RuntimeException | Error failure) {
        accepted.close();
        throw failure;
      }
    }
  }

  private StreamSocket next() {
    try {
      return socket.accept();
    } catch (SystemCallException failure) {
      if (socket.isClosed()) {
        throw new TransportException(
            ErrorCode.CONNECTION_LOST, "listener " + address + " is closed", failure);
      }
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "listener " + address + " cannot accept a connection now: " + failure.getMessage(),
          failure);
    }
  }

  @Override
  public synchronized void close() {
    if (!socket.isClosed()) {
      beforeClose.run();
      socket.close();
    }
  }

  @Override
  public String toString() {
    return "SocketListener[" + address + "]";
  }
}
