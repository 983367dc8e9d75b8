package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The location of a {@code tcp} or {@code tls} address.
 *
 * @param host name or literal address, an IPv6 one without its brackets
 * @param port 0 to 65535
 */
record TcpLocation(String host, int port) {
  /**
   * Reads {@code host:port} or {@code [IPv6]:port}.
   *
   * @throws ConfigException naming what is wrong and an example
   */
  static TcpLocation parse(Address address) {
    String location = address.location();
    int colon = location.lastIndexOf(':');
    if (colon < 0) {
      throw invalid(address, "the port is missing");
    }
    String host = location.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw invalid(address, "an IPv6 address goes into brackets and a port follows");
    }
    if (host.isBlank()) {
      throw invalid(address, "the host is missing; use 127.0.0.1 for this machine alone");
    }
    return new TcpLocation(host, parsePort(address, location.substring(colon + 1)));
  }

  private static int parsePort(Address address, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message.
    }
    throw invalid(address, "port '" + text + "' is not a number from 0 to 65535");
  }

  /**
   * The host's addresses, in the resolver's order. May take as long as the resolver takes.
   *
   * @throws UnknownHostException if the name is not known
   */
  List<InetAddress> resolve() throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  /** The same host with another port. */
  TcpLocation withPort(int newPort) {
    return new TcpLocation(host, newPort);
  }

  /** As written in an address. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  private static ConfigException invalid(Address address, String why) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address '"
            + address
            + "': "
            + why
            + "; expected for example "
            + address.scheme()
            + "://127.0.0.1:4747 or "
            + address.scheme()
            + "://[::1]:4747");
  }
}
