package dev.vaccel.systemtests;

import dev.vaccel.runtime.Transports;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.TransportProvider;
import java.util.Set;

/** {@code witness:///path}: a unix socket whose links note the memory that is used at both ends. */
public final class WitnessTransport implements TransportProvider {
  static final WitnessLink.Log CLIENT_READ = new WitnessLink.Log();
  static final WitnessLink.Log CLIENT_WRITTEN = new WitnessLink.Log();
  static final WitnessLink.Log AGENT_READ = new WitnessLink.Log();
  static final WitnessLink.Log AGENT_WRITTEN = new WitnessLink.Log();

  /** For {@link java.util.ServiceLoader}. */
  public WitnessTransport() {}

  @Override
  public Set<String> schemes() {
    return Set.of("witness");
  }

  private static Address unix(Address address) {
    return new Address("unix", address.location());
  }

  @Override
  public Link connect(Address address, LinkOptions options) {
    return new WitnessLink(
        Transports.connect(unix(address), options.withoutRings()), CLIENT_READ, CLIENT_WRITTEN);
  }

  @Override
  public Listener listen(Address address, LinkOptions options) {
    Listener listener = Transports.listen(unix(address), options);
    return new Listener() {
      @Override
      public Address address() {
        return address;
      }

      @Override
      public Link accept() {
        return new WitnessLink(listener.accept(), AGENT_READ, AGENT_WRITTEN);
      }

      @Override
      public void close() {
        listener.close();
      }
    };
  }
}
