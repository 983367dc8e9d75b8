package dev.vaccel.wire.spi;

import java.util.Set;

/** Entry point of a transport. Found by {@link java.util.ServiceLoader}. */
public interface TransportProvider {
  /** The address schemes that it serves. */
  Set<String> schemes();

  /**
   * Connects.
   *
   * @throws dev.vaccel.api.TransportException UNREACHABLE with the time that was spent
   * @throws dev.vaccel.api.ConfigException if the location cannot be read
   */
  Link connect(Address address, LinkOptions options);

  /**
   * Binds and listens.
   *
   * @throws dev.vaccel.api.ConfigException if the address is in use, not permitted or unreadable
   */
  Listener listen(Address address, LinkOptions options);
}
