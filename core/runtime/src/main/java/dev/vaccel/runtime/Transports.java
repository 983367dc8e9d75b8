package dev.vaccel.runtime;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The transports on the path. */
public final class Transports {
  private Transports() {}

  /**
   * Connects to an address.
   *
   * @throws dev.vaccel.api.TransportException if nobody answers
   */
  public static Link connect(Address address, LinkOptions options) {
    return provider(address).connect(address, options);
  }

  /**
   * Listens at an address.
   *
   * @throws ConfigException if it cannot be used
   */
  public static Listener listen(Address address, LinkOptions options) {
    return provider(address).listen(address, options);
  }

  private static TransportProvider provider(Address address) {
    TreeSet<String> known = new TreeSet<>();
    List<TransportProvider> providers = new ArrayList<>();
    ServiceLoader.load(TransportProvider.class, Transports.class.getClassLoader())
        .forEach(providers::add);
    for (TransportProvider provider : providers) {
      if (provider.schemes().contains(address.scheme())) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address '"
            + address
            + "': no transport for scheme '"
            + address.scheme()
            + "', expected one of "
            + String.join(", ", known));
  }
}
