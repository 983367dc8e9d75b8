package dev.vaccel.transport.serial;

import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.TransportProvider;
import java.util.Set;

/**
 * Serves {@code serial:///path}. An agent listens at a socket that a VMM connects its port to; a
 * caller in the guest connects at the port's device, and one outside, without a virtual machine, at
 * the socket. Thread-safe. Its calls block inside native code: platform threads only.
 */
public final class SerialTransportProvider implements TransportProvider {
  /** For the service loader. */
  public SerialTransportProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("serial");
  }

  @Override
  public Link connect(Address address, LinkOptions options) {
    return SerialClient.connect(address, options);
  }

  @Override
  public Listener listen(Address address, LinkOptions options) {
    return SerialListener.open(address);
  }
}
