package dev.vaccel.virtio;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.TransportProvider;
import java.util.Set;

/**
 * Serves {@code vhost-user:///path}: a VMM connects to the socket, and its guest reaches the agent
 * by vsock, host 2, port 2048. For listeners alone.
 */
public final class VhostUserTransportProvider implements TransportProvider {
  /** For the service loader. */
  public VhostUserTransportProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("vhost-user");
  }

  @Override
  public Link connect(Address address, LinkOptions options) {
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address '"
            + address
            + "': a VMM connects there; from inside its guest the agent is vsock://2:"
            + VhostUserListener.PORT);
  }

  @Override
  public Listener listen(Address address, LinkOptions options) {
    return VhostUserListener.open(address);
  }
}
