package dev.vaccel.wire.spi;

/** A place where links are accepted. Thread-safe. */
public interface Listener extends AutoCloseable {
  /** The address as bound; a port of 0 is replaced by the one that the system chose. */
  Address address();

  /**
   * Waits for the next link. A handshake that a peer may stall (TLS) is not done here but by the
   * link's first use on its own thread.
   *
   * @throws dev.vaccel.api.TransportException when the listener is closed or cannot accept
   */
  Link accept();

  /**
   * Stops accepting; a blocked {@link #accept()} fails. Removes a unix socket's file. Idempotent.
   */
  @Override
  void close();
}
