package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Hybrid vsock, as Firecracker and Cloud Hypervisor do it: the vsock of a guest ends in unix
 * sockets. What the guest connects to at host port N arrives at {@code PATH_N}, where an agent
 * listens; the path is who the guest is. To a port in the guest the host connects at {@code PATH},
 * with a line before the first byte. A star in the path of an agent stands for many: {@link
 * SandboxListener}.
 *
 * <p>Source: Firecracker, docs/vsock.md.
 */
final class HybridTransport {
  // The VMMs answer with at most so much.
  private static final int MOST_ANSWER_BYTES = 32;

  private HybridTransport() {}

  /** A device and a port: {@code hvsock:///path#port}. */
  record Location(String path, long port) {
    private static final int DEFAULT_PORT = 2048;
    private static final long LARGEST_PORT = 0xffff_fffeL;

    /**
     * Reads the location of an address.
     *
     * @throws ConfigException if it is none, or too long with the port behind it
     */
    static Location parse(Address address) {
      String text = address.location();
      int hash = text.lastIndexOf('#');
      String path = hash < 0 ? text : text.substring(0, hash);
      long port = hash < 0 ? DEFAULT_PORT : VsockTransport.number(text.substring(hash + 1));
      int bytes = (path + "_" + port).getBytes(StandardCharsets.UTF_8).length;
      if (!path.startsWith("/")
          || path.endsWith("/")
          || port < 0
          || port > LARGEST_PORT
          || path.indexOf('\0') >= 0
          || bytes > Endpoint.MAX_UNIX_NAME_BYTES) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "address '"
                + address
                + "': expected hvsock:///path#port, a path of at most "
                + (Endpoint.MAX_UNIX_NAME_BYTES - ("_" + Math.max(0, port)).length())
                + " bytes and a port from 0 to "
                + LARGEST_PORT);
      }
      return new Location(path, port);
    }

    /** Where an agent listens for the guest. */
    String arrival() {
      return path + "_" + port;
    }
  }

  static Listener listen(Address address) {
    Location location = Location.parse(address);
    if (SandboxPattern.isOne(location)) {
      return SandboxListener.open(address, SandboxPattern.parse(address, location));
    }
    try {
      SocketFile file = new SocketFile(address, location.arrival());
      return new SocketListener(
          file.socket(), address, socket -> accepted(socket, location), file::remove);
    } catch (SystemCallException failure) {
      throw UnixTransport.cannotListen(address, failure);
    }
  }

  /** The link of a guest that has connected. */
  static Link accepted(StreamSocket socket, Location location) {
    return link(socket, location, "the guest of " + location.path());
  }

  private static Link link(StreamSocket socket, Location location, String name) {
    return new StreamLink(socket, name, new PeerIdentity("vm", location.path()));
  }

  static Link connect(Address address, Stopwatch watch) {
    Location location = Location.parse(address);
    SandboxPattern.requireNone(address, location);
    try {
      StreamSocket socket =
          StreamSocket.connect(new Endpoint.UnixPath(location.path()), watch.leftNs());
      boolean connected = false;
      try {
        ask(socket, location, address, watch);
        connected = true;
        return link(socket, location, address.toString());
      } finally {
        if (!connected) {
          socket.close();
        }
      }
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.ENOENT, Errno.ENOTDIR, Errno.ECONNREFUSED -> "no VMM has its vsock there";
            case Errno.EACCES -> "this user may not write to the socket";
            case Errno.ETIMEDOUT -> "the VMM accepts no connection";
            // It closed without reading the question.
            case Errno.ECONNRESET, Errno.EPIPE -> nobodyListens(location);
            default -> "expected the vsock of a VMM";
          };
      throw Failures.unreachable(address, watch, failure.symbol(), why, failure);
    }
  }

  private static void ask(StreamSocket socket, Location location, Address address, Stopwatch watch)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] question = ("CONNECT " + location.port() + "\n").getBytes(StandardCharsets.US_ASCII);
      // In one write: the VMM reads the start of it at once or not at all.
      socket
          .writer()
          .write(new MemorySegment[] {arena.allocateFrom(ValueLayout.JAVA_BYTE, question)}, 1);
      StringBuilder answer = new StringBuilder();
      MemorySegment next = arena.allocate(1);
      // Byte by byte: what follows the line is the peer's.
      while (answer.length() < MOST_ANSWER_BYTES) {
        if (!socket.reader().awaitReadable(watch.leftNs())) {
          throw Failures.unreachable(address, watch, "silence", "the VMM does not answer", null);
        }
        if (socket.reader().read(next) < 0) {
          throw Failures.unreachable(
              address,
              watch,
              answer.isEmpty() ? "closed" : "closed after '" + printable(answer) + "'",
              nobodyListens(location),
              null);
        }
        char c = (char) next.get(ValueLayout.JAVA_BYTE, 0);
        if (c == '\n') {
          break;
        }
        answer.append(c);
      }
      if (!answer.toString().matches("OK \\d{1,10}")) {
        throw Failures.unreachable(
            address,
            watch,
            "answer '" + printable(answer) + "'",
            "expected the vsock of a VMM, which answers OK and a port",
            null);
      }
    }
  }

  private static String nobodyListens(Location location) {
    return "nothing in the guest listens on port "
        + location.port()
        + "; start an agent there with `vaccel agent --listen vsock://any:"
        + location.port()
        + "`";
  }

  private static String printable(CharSequence text) {
    return text.toString().replaceAll("[^ -~]", "?");
  }
}
