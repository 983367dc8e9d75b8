package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.PeerCredentials;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.SocketOption;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.transport.socket.shm.RingLink;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;

/**
 * Links over unix stream sockets, by path or abstract name, and through rings in memory that is
 * shared over such a socket. The peer is known by its user id.
 */
final class UnixTransport {
  /** The scheme of links through rings. */
  static final String RINGS = "shm+unix";

  /**
   * What is asked of the kernel for each direction; it doubles it, and cuts it at
   * net.core.wmem_max. With the default of 208 KiB the sender of a megabyte stops for the receiver
   * several times: an echo took 315 us instead of 175 us on a quiet machine (no difference on a
   * loaded one), and more than this gained nothing.
   */
  private static final int SEND_BUFFER_BYTES = 1 << 20;

  private UnixTransport() {}

  static Link connect(Address address, Stopwatch watch) {
    Endpoint endpoint = UnixLocation.parse(address);
    try {
      StreamSocket socket = StreamSocket.connect(endpoint, watch.leftNs());
      try {
        UnixLink link = link(socket, address.toString(), false);
        return isRings(address)
            ? RingLink.connect(link, socket.fd(), address.toString(), watch.leftNs())
            : link;
      } catch (SystemCallException | RuntimeException failure) {
        socket.close();
        throw failure;
      }
    } catch (SystemCallException failure) {
      throw unreachable(address, watch, failure);
    }
  }

  private static boolean isRings(Address address) {
    return address.scheme().equals(RINGS);
  }

  private static UnixLink link(StreamSocket socket, String name, boolean accepted)
      throws SystemCallException {
    socket.setOption(SocketOption.SO_SNDBUF, SEND_BUFFER_BYTES);
    PeerCredentials credentials = socket.peerCredentials();
    PeerIdentity peer = new PeerIdentity("uid", Long.toString(credentials.uid()));
    return new UnixLink(socket, name, peer, accepted);
  }

  private static Link accepted(StreamSocket socket, Address address) throws SystemCallException {
    PeerCredentials peer = socket.peerCredentials();
    String name = "process " + peer.pid() + " of uid " + peer.uid() + " on " + address;
    UnixLink link = link(socket, name, true);
    if (!isRings(address)) {
      return link;
    }
    checkThere(socket, name);
    return RingLink.accept(link, socket.fd(), name);
  }

  /** Who only looked whether anybody listens offers no rings. */
  private static void checkThere(StreamSocket socket, String name) throws SystemCallException {
    Poller poller = new Poller(1);
    int _ = poller.addHangUp(socket.fd());
    poller.await(0);
    if (poller.isHungUp(0)) {
      throw new SystemCallException("accept", name, Errno.ECONNABORTED);
    }
  }

  private static TransportException unreachable(
      Address address, Stopwatch watch, SystemCallException failure) {
    String why =
        switch (failure.number()) {
          case Errno.ENOENT, Errno.ENOTDIR, Errno.ECONNREFUSED ->
              "no agent listens there; start one with `vaccel agent --listen " + address + "`";
          case Errno.EACCES ->
              "this user may not write to the socket; add it to the socket's group or run the"
                  + " agent as the same user";
          case Errno.ETIMEDOUT ->
              "the agent accepts no connection; it may be overloaded or stopped";
          default -> "expected the socket of a vaccel agent";
        };
    return Failures.unreachable(address, watch, failure.symbol(), why, failure);
  }

  static Listener listen(Address address) {
    Endpoint endpoint = UnixLocation.parse(address);
    return switch (endpoint) {
      case Endpoint.UnixPath(String path) -> listenAtPath(address, path);
      default -> listenAbstract(address, endpoint);
    };
  }

  private static Listener listenAtPath(Address address, String path) {
    try {
      SocketFile file = new SocketFile(address, path);
      return new SocketListener(file.socket(), address, s -> accepted(s, address), file::remove);
    } catch (SystemCallException failure) {
      throw cannotListen(address, failure);
    }
  }

  private static Listener listenAbstract(Address address, Endpoint endpoint) {
    try {
      ListeningSocket socket = ListeningSocket.open(endpoint);
      return new SocketListener(socket, address, s -> accepted(s, address), () -> {});
    } catch (SystemCallException failure) {
      throw cannotListen(address, failure);
    }
  }

  static ConfigException cannotListen(Address address, SystemCallException failure) {
    String why =
        switch (failure.number()) {
          case Errno.EADDRINUSE -> "address in use, an agent already listens on " + address;
          case Errno.EACCES -> "this user may not create a socket there";
          case Errno.ENOENT, Errno.ENOTDIR -> "its directory does not exist; create it first";
          default -> "expected a path or name that a socket can have";
        };
    return Failures.cannotListen(address, failure, why);
  }
}
