package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.PeerCredentials;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.SocketOption;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.transport.socket.shm.AcceptedLink;
import dev.vaccel.transport.socket.shm.RingLink;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Links over unix stream sockets, by path or abstract name. Both schemes go through rings in memory
 * that is shared over the socket where both sides can: {@code unix:} goes on without them, {@code
 * shm+unix:} fails. The peer is known by its user id.
 */
final class UnixTransport {
  /** The scheme of links that go through rings, or not at all. */
  static final String RINGS = "shm+unix";

  /**
   * What is asked of the kernel for each direction; it doubles it, and cuts it at
   * net.core.wmem_max. With the default of 208 KiB the sender of a megabyte stops for the receiver
   * several times: an echo took 315 us instead of 175 us on a quiet machine (no difference on a
   * loaded one), and more than this gained nothing.
   */
  private static final int SEND_BUFFER_BYTES = 1 << 20;

  private UnixTransport() {}

  static Link connect(Address address, LinkOptions options, Stopwatch watch) {
    Endpoint endpoint = UnixLocation.parse(address);
    boolean needsRings = address.scheme().equals(RINGS);
    checkAllowed(address, options);
    try {
      if (!options.rings()) {
        return connectSocket(address, endpoint, watch).link();
      }
      Link link = offerRings(address, connectSocket(address, endpoint, watch), needsRings, watch);
      return link == null ? connectSocket(address, endpoint, watch).link() : link;
    } catch (SystemCallException failure) {
      throw unreachable(address, watch, failure);
    }
  }

  /** Rings, or the socket if the other side wants none; null if it does not know of them. */
  private static @Nullable Link offerRings(
      Address address, Connected connected, boolean needsRings, Stopwatch watch) {
    UnixLink carrier = connected.link();
    Link link = null;
    try {
      link = RingLink.connect(carrier, connected.socket(), address.toString(), watch.leftNs());
    } finally {
      if (link == null || (needsRings && link.equals(carrier))) {
        carrier.close();
      }
    }
    if (needsRings && (link == null || link.equals(carrier))) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "cannot reach "
              + address
              + ": no rings in shared memory can be agreed on with who listens there; unix://"
              + address.location()
              + " goes on without them");
    }
    return link;
  }

  private static void checkAllowed(Address address, LinkOptions options) {
    if (!options.rings() && address.scheme().equals(RINGS)) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "address '"
              + address
              + "': it is for rings in shared memory, which are switched off here; use unix://"
              + address.location());
    }
  }

  /** A link and the socket under it. */
  private record Connected(UnixLink link, OwnedFd socket) {}

  private static Connected connectSocket(Address address, Endpoint endpoint, Stopwatch watch)
      throws SystemCallException {
    StreamSocket socket = StreamSocket.connect(endpoint, watch.leftNs());
    try {
      return new Connected(link(socket, address.toString(), false), socket.fd());
    } catch (SystemCallException | RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  private static UnixLink link(StreamSocket socket, String name, boolean accepted)
      throws SystemCallException {
    socket.setOption(SocketOption.SO_SNDBUF, SEND_BUFFER_BYTES);
    PeerCredentials credentials = socket.peerCredentials();
    PeerIdentity peer = new PeerIdentity("uid", Long.toString(credentials.uid()));
    return new UnixLink(socket, name, peer, accepted);
  }

  private static Link accepted(StreamSocket socket, Address address, boolean takesRings)
      throws SystemCallException {
    PeerCredentials peer = socket.peerCredentials();
    String name = "process " + peer.pid() + " of uid " + peer.uid() + " on " + address;
    checkThere(socket, name);
    return new AcceptedLink(link(socket, name, true), socket.fd(), name, takesRings);
  }

  /** Who has left already, as one that only looked whether anybody listens, is no link. */
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

  static Listener listen(Address address, LinkOptions options) {
    Endpoint endpoint = UnixLocation.parse(address);
    boolean takesRings = options.rings();
    checkAllowed(address, options);
    try {
      if (endpoint instanceof Endpoint.UnixPath(String path)) {
        SocketFile file = new SocketFile(address, path);
        return new SocketListener(
            file.socket(), address, s -> accepted(s, address, takesRings), file::remove);
      }
      ListeningSocket socket = ListeningSocket.open(endpoint);
      return new SocketListener(socket, address, s -> accepted(s, address, takesRings), () -> {});
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
