package dev.vaccel.transport.serial;

import dev.vaccel.api.TransportException;
import dev.vaccel.posix.CharacterDevice;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Opens a link over a port, and asks until it is accepted. Confined to one thread. */
final class SerialClient {
  private static final long ASK_EVERY_NS = 1_000_000_000;
  // A port whose other end is not there cannot be waited for: poll(2) returns at once.
  private static final long ABSENT_NS = 20_000_000;
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;
  private static final int S_IFCHR = 0020000;

  private final Address address;
  private final String path;
  private final long limitNs;
  private final long startNs = System.nanoTime();

  private SerialClient(Address address, LinkOptions options) {
    this.address = address;
    this.path = Failures.path(address);
    this.limitNs = TimeUnit.NANOSECONDS.convert(options.connectTimeout());
  }

  static Link connect(Address address, LinkOptions options) {
    SerialClient client = new SerialClient(address, options);
    Port port = client.port();
    boolean opened = false;
    try {
      SerialLink link = client.open(port);
      opened = true;
      return link;
    } catch (SystemCallException failure) {
      throw client.unreachable(failure.symbol(), "the port failed", failure);
    } finally {
      if (!opened) {
        port.close();
      }
    }
  }

  private long spentNs() {
    return System.nanoTime() - startNs;
  }

  private Port port() {
    try {
      return switch (kind()) {
        case S_IFSOCK ->
            new Port.Socket(
                StreamSocket.connect(
                    new Endpoint.UnixPath(path), Math.max(0, limitNs - spentNs())));
        case S_IFCHR -> new Port.Device(CharacterDevice.open(path));
        default ->
            throw unreachable(
                "neither a device nor a socket",
                "expected a port of virtio-serial, /dev/vportNpM or one of /dev/virtio-ports");
      };
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.ENOENT, Errno.ENOTDIR, Errno.ECONNREFUSED -> nobody();
            case Errno.EBUSY ->
                "another program has the port open, which takes one; end that program, or give the"
                    + " virtual machine a second port";
            case Errno.EACCES -> "this user may not open it; change its owner or mode";
            case Errno.ENXIO, Errno.ENODEV -> "there is no device behind it";
            case Errno.ETIMEDOUT ->
                "it accepts no connection; another virtual machine may be connected to it";
            default -> "expected a port of virtio-serial";
          };
      throw unreachable(failure.symbol(), why, failure);
    }
  }

  private int kind() throws SystemCallException {
    try {
      return (int) Files.getAttribute(Path.of(path), "unix:mode") & S_IFMT;
    } catch (AccessDeniedException hidden) {
      throw new SystemCallException("stat", path, Errno.EACCES);
    } catch (IOException missing) {
      throw new SystemCallException("stat", path, Errno.ENOENT);
    }
  }

  private String nobody() {
    return "inside a guest, name its port (/dev/vportNpM, the module is virtio_console); on its"
        + " host, start the agent with `vaccel agent --listen "
        + address
        + "` before the virtual machine";
  }

  private SerialLink open(Port port) throws SystemCallException {
    SerialStream stream = new SerialStream(false, () -> {});
    PeerIdentity peer = new PeerIdentity("host", path);
    while (true) {
      int number = 1 + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE - 1);
      SerialLink link = new SerialLink(stream, port, number, peer, address.toString(), true);
      boolean accepted = false;
      try {
        stream.begin(port);
        stream.carry(link);
        accepted = ask(stream, port, link);
      } finally {
        if (!accepted) {
          link.abandon();
        }
      }
      if (accepted) {
        return link;
      }
      pauseWhileAbsent();
    }
  }

  /** Whether it was accepted; else the other end of the port is not there. */
  private boolean ask(SerialStream stream, Port port, SerialLink link) throws SystemCallException {
    Poller poller = new Poller(1);
    stream.out().owe(Packets.OPEN, link.number(), true);
    long askNextNs = spentNs() + ASK_EVERY_NS;
    while (true) {
      stream.out().flush();
      boolean more = stream.pump();
      if (link.isAccepted()) {
        return true;
      }
      if (stream.isOver() && port instanceof Port.Device) {
        return false;
      }
      if (link.over() != null) {
        throw unreachable("closed", "the other side ended the link; is a vaccel agent there?");
      }
      long nowNs = spentNs();
      if (nowNs >= limitNs) {
        throw unreachable(
            "silence",
            "no agent answers on the port's other end; start one on the host with `vaccel agent"
                + " --listen serial:///path`, the path of the VMM's chardev, which no other virtual"
                + " machine may use");
      }
      if (nowNs >= askNextNs && !stream.out().owes()) {
        stream.out().owe(Packets.OPEN, link.number(), false);
        askNextNs = nowNs + ASK_EVERY_NS;
      } else if (!more) {
        poller.clear();
        if (stream.out().owes()) {
          poller.addWritable(port.fd(), true);
        } else {
          poller.add(port.fd());
        }
        poller.await(Math.max(1, Math.min(limitNs, askNextNs) - nowNs));
      }
    }
  }

  private void pauseWhileAbsent() {
    if (spentNs() >= limitNs) {
      throw unreachable(
          "the port's other end is not there",
          "no agent has the VMM's socket; start one on the host with `vaccel agent --listen"
              + " serial:///path`, the path of the VMM's chardev");
    }
    LockSupport.parkNanos(ABSENT_NS);
  }

  private TransportException unreachable(String what, String why) {
    return unreachable(what, why, null);
  }

  private TransportException unreachable(String what, String why, @Nullable Throwable cause) {
    return Failures.unreachable(address, what, spentNs(), why, cause);
  }
}
