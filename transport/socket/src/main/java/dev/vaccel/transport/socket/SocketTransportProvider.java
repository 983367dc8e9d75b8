package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.TransportProvider;
import java.util.Set;

/**
 * Serves {@code unix:///path}, {@code unix:@name}, {@code shm+unix:///path}, {@code
 * tcp://host:port}, {@code tls://host:port}, {@code vsock://cid:port} and {@code
 * hvsock:///path#port}, whose path may have a star where an agent listens. Thread-safe. Its calls
 * block inside native code: platform threads only.
 */
public final class SocketTransportProvider implements TransportProvider {
  /** For the service loader. */
  public SocketTransportProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("unix", UnixTransport.RINGS, "tcp", "tls", "vsock", "hvsock");
  }

  @Override
  public Link connect(Address address, LinkOptions options) {
    Stopwatch watch = new Stopwatch(options.connectTimeout());
    return switch (address.scheme()) {
      case "unix", UnixTransport.RINGS -> UnixTransport.connect(address, options, watch);
      case "vsock" -> VsockTransport.connect(address, watch);
      case "hvsock" -> HybridTransport.connect(address, watch);
      case "tcp" -> TcpTransport.connect(address, TcpLocation.parse(address), watch);
      case "tls" -> TlsTransport.connect(address, options, watch);
      default -> throw unknownScheme(address);
    };
  }

  @Override
  public Listener listen(Address address, LinkOptions options) {
    return switch (address.scheme()) {
      case "unix", UnixTransport.RINGS -> UnixTransport.listen(address, options);
      case "vsock" -> VsockTransport.listen(address);
      case "hvsock" -> HybridTransport.listen(address);
      case "tcp" -> TcpTransport.listen(address, options);
      case "tls" -> TlsTransport.listen(address, options);
      default -> throw unknownScheme(address);
    };
  }

  private static ConfigException unknownScheme(Address address) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG, "address '" + address + "': sockets serve " + Address.FORMS);
  }
}
