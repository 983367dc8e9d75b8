package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.SocketOption;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links over TCP with TCP_NODELAY: without it a small frame waits up to 40 ms for the peer's
 * delayed acknowledgement. Buffers are left to the kernel, which sizes them by itself. The peer is
 * known by its network address.
 */
final class TcpTransport {
  private TcpTransport() {}

  static StreamLink connect(Address address, TcpLocation location, Stopwatch watch) {
    List<InetAddress> hosts;
    try {
      hosts = location.resolve();
    } catch (UnknownHostException unknown) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "cannot reach "
              + address
              + ": host name '"
              + location.host()
              + "' is not known (after "
              + watch.spent()
              + "); check the spelling or use an address",
          unknown);
    }
    SystemCallException failure = null;
    for (int i = 0; i < hosts.size(); i++) {
      // Each address gets its share of the time, and what the ones before did not use.
      long shareNs = watch.leftNs() / (hosts.size() - i);
      try {
        StreamSocket socket =
            StreamSocket.connect(new Endpoint.Inet(hosts.get(i), location.port()), shareNs);
        return link(socket, address.toString());
      } catch (SystemCallException next) {
        if (failure != null) {
          next.addSuppressed(failure);
        }
        failure = next;
      }
    }
    throw unreachable(address, watch, failure);
  }

  private static TransportException unreachable(
      Address address, Stopwatch watch, @Nullable SystemCallException failure) {
    int number = failure == null ? 0 : failure.number();
    String why =
        switch (number) {
          case Errno.ECONNREFUSED ->
              "no agent listens there; start one with `vaccel agent --listen " + address + "`";
          case Errno.ETIMEDOUT ->
              "no answer; check the address, the network and that no firewall drops packets";
          case Errno.EHOSTUNREACH, Errno.ENETUNREACH ->
              "no route to that host; check the address and the network";
          default -> "expected the address of a vaccel agent";
        };
    return Failures.unreachable(address, watch, Errno.symbol(number), why, failure);
  }

  /** Owns the socket, also when it fails. */
  private static StreamLink link(StreamSocket socket, String name) throws SystemCallException {
    try {
      socket.setOption(SocketOption.TCP_NODELAY, 1);
      return new StreamLink(socket, name, identity(socket.peer()));
    } catch (SystemCallException | RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  private static PeerIdentity identity(Endpoint peer) {
    return switch (peer) {
      case Endpoint.Inet(InetAddress host, int _) ->
          new PeerIdentity("address", host.getHostAddress());
      default -> throw new IllegalArgumentException(peer + ": expected an inet endpoint");
    };
  }

  /** The link of a socket that a listener on {@code address} accepted. */
  static StreamLink accepted(StreamSocket socket, Address address) throws SystemCallException {
    return link(socket, socket.peer() + " on " + address);
  }

  static Listener listen(Address address, LinkOptions options) {
    TcpLocation location = TcpLocation.parse(address);
    InetAddress host = resolveOwn(address, location);
    if (!host.isLoopbackAddress() && !options.allowRemote()) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "will not listen on "
              + address
              + ": other machines could connect, unencrypted and with"
              + " no proof of who they are; listen on 127.0.0.1, use tls://, or pass"
              + " --allow-remote");
    }
    ListeningSocket socket = bind(address, host, location.port());
    Address bound = boundAddress(address, location, socket);
    return new SocketListener(socket, bound, s -> accepted(s, bound), () -> {});
  }

  static InetAddress resolveOwn(Address address, TcpLocation location) {
    try {
      return location.resolve().getFirst();
    } catch (UnknownHostException unknown) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot listen on " + address + ": host name '" + location.host() + "' is not known",
          unknown);
    }
  }

  static ListeningSocket bind(Address address, InetAddress host, int port) {
    try {
      return ListeningSocket.open(new Endpoint.Inet(host, port));
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.EADDRINUSE ->
                "address in use, an agent or another program already listens on " + address;
            case Errno.EADDRNOTAVAIL ->
                host.getHostAddress() + " is not an address of this machine";
            case Errno.EACCES ->
                "this user may not listen on port " + port + "; use one above 1023";
            default -> "expected an address of this machine";
          };
      throw Failures.cannotListen(address, failure, why);
    }
  }

  static Address boundAddress(Address asked, TcpLocation location, ListeningSocket socket) {
    try {
      return switch (socket.localEndpoint()) {
        case Endpoint.Inet(InetAddress _, int port) ->
            new Address(asked.scheme(), location.withPort(port).toString());
        case Endpoint other -> throw new IllegalStateException(other + " is not an inet endpoint");
      };
    } catch (SystemCallException failure) {
      socket.close();
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot listen on " + asked + ": " + failure.getMessage(),
          failure);
    }
  }
}
