package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;

/**
 * Links over the kernel's vsock: from a guest to its host ({@code vsock://2:2048}), and on a host
 * with the module vhost_vsock from its guests ({@code vsock://any:2048}). A guest is known by its
 * context identifier.
 *
 * <p>Source: vsock(7).
 */
final class VsockTransport {
  private static final int MOST_DIGITS = 10;

  private VsockTransport() {}

  /**
   * Reads {@code cid:port} or {@code any:port}.
   *
   * @throws ConfigException if it is neither
   */
  static Endpoint.Vsock parse(Address address) {
    String location = address.location();
    int colon = location.indexOf(':');
    try {
      String cid = location.substring(0, Math.max(0, colon));
      return new Endpoint.Vsock(
          cid.equals("any") ? Endpoint.Vsock.ANY_CID : number(cid),
          number(location.substring(colon + 1)));
    } catch (IllegalArgumentException _) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "address '"
              + address
              + "': expected vsock://cid:port, two numbers from 0 to 4294967295; the host's cid is"
              + " 2, a listener's may be 'any'");
    }
  }

  /** A number of 32 bits in decimal digits and nothing else, or -1. */
  static long number(String text) {
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long number = Long.parseLong(text);
    return number > Endpoint.Vsock.ANY_PORT ? -1 : number;
  }

  static Link connect(Address address, Stopwatch watch) {
    Endpoint.Vsock endpoint = parse(address);
    if (endpoint.cid() == Endpoint.Vsock.ANY_CID) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot reach "
              + address
              + ": 'any' is a listener's alone; name a cid: inside a guest the host's is 2");
    }
    try {
      StreamSocket socket = StreamSocket.connect(endpoint, watch.leftNs());
      return link(socket, address.toString(), endpoint);
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.ECONNRESET ->
                "nobody listens there; start an agent with `vaccel agent --listen " + address + "`";
            case Errno.ETIMEDOUT -> "nothing answers; is there such a machine, and an agent?";
            case Errno.EAFNOSUPPORT -> "this kernel has no vsock";
            // A guest whose device works gets it too, for any cid but its host's.
            case Errno.ENODEV, Errno.ENETUNREACH ->
                "no vsock leads there from this machine; a guest reaches its host alone, 2, with"
                    + " vmw_vsock_virtio_transport, and a host its guests with vhost_vsock";
            default -> "expected the vsock of a vaccel agent";
          };
      throw Failures.unreachable(address, watch, failure.symbol(), why, failure);
    }
  }

  private static Link link(StreamSocket socket, String name, Endpoint.Vsock peer) {
    return new StreamLink(socket, name, new PeerIdentity("cid", String.valueOf(peer.cid())));
  }

  static Listener listen(Address address) {
    Endpoint.Vsock endpoint = parse(address);
    try {
      ListeningSocket socket = ListeningSocket.open(endpoint);
      Address bound = boundAddress(socket, address);
      return new SocketListener(socket, bound, accepted -> accepted(accepted, bound), () -> {});
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.EADDRINUSE -> "address in use, an agent already listens on " + address;
            case Errno.EACCES -> "ports below 1024 are for root";
            case Errno.EADDRNOTAVAIL -> "this machine has not that cid; use 'any'";
            case Errno.EAFNOSUPPORT -> "this kernel has no vsock";
            default -> "expected a cid of this machine, or 'any', and a free port";
          };
      throw Failures.cannotListen(address, failure, why);
    }
  }

  private static Address boundAddress(ListeningSocket socket, Address asked)
      throws SystemCallException {
    try {
      return new Address(asked.scheme(), socket.localEndpoint().toString());
    } catch (SystemCallException failure) {
      socket.close();
      throw failure;
    }
  }

  private static Link accepted(StreamSocket socket, Address address) {
    Endpoint.Vsock peer = (Endpoint.Vsock) socket.peer();
    return link(socket, "guest " + peer + " on " + address, peer);
  }
}
