package dev.vaccel.transport.serial;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.System.Logger;
import java.util.concurrent.locks.LockSupport;

/**
 * A socket that one VMM after the other connects to, and the links that its guest opens over its
 * serial port: one at a time, a later one takes the place of an earlier one. The path is who the
 * guest is. One thread accepts a VMM and looks after its stream until it leaves. Thread-safe.
 */
final class SerialListener implements Listener {
  private static final Logger LOG = System.getLogger(SerialListener.class.getName());
  private static final long BACK_OFF_NS = 100_000_000;

  /**
   * While a link is used its own thread reads the stream, but a guest's program may die and the
   * next one knock while that thread computes. It waits for the answer at most this long.
   */
  private static final long LOOK_EVERY_NS = 250_000_000;

  private static final long WITHOUT_LIMIT = -1;

  private final Address address;
  private final SocketFile file;
  private final PeerIdentity peer;
  private final EventCounter bell;
  private final SerialStream stream;
  private final Poller poller = new Poller(2);

  private SerialListener(Address address, SocketFile file, EventCounter bell) {
    this.address = address;
    this.file = file;
    this.bell = bell;
    this.peer = new PeerIdentity("vm", address.location());
    this.stream = new SerialStream(true, bell::ring);
  }

  static SerialListener open(Address address) {
    String path = Failures.path(address);
    try {
      EventCounter bell = EventCounter.create();
      try {
        SerialListener listener = new SerialListener(address, new SocketFile(address, path), bell);
        Thread.ofPlatform().daemon().name("vaccel-vm " + path).start(listener::serve);
        return listener;
      } catch (SystemCallException | RuntimeException failure) {
        bell.close();
        throw failure;
      }
    } catch (SystemCallException failure) {
      String why =
          switch (failure.number()) {
            case Errno.EACCES -> "this user may not create a socket there";
            case Errno.ENOENT, Errno.ENOTDIR -> "its directory does not exist; create it first";
            default -> "expected a path that a socket can have";
          };
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot listen on " + address + " (" + failure.symbol() + "): " + why,
          failure);
    }
  }

  private void serve() {
    while (!stream.isClosed()) {
      try {
        Port port = new Port.Socket(file.socket().accept());
        try {
          serve(port);
        } finally {
          stream.out().linger();
          stream.end("the virtual machine is gone");
          port.close();
        }
      } catch (SystemCallException e) {
        if (!stream.isClosed()) {
          LOG.log(Logger.Level.WARNING, "cannot serve a VMM address={0} reason={1}", address, e);
          LockSupport.parkNanos(BACK_OFF_NS);
        }
      } catch (RuntimeException | Error e) {
        LOG.log(Logger.Level.ERROR, "port failed for a reason of ours address=" + address, e);
      }
    }
    bell.close();
  }

  /** Until the VMM leaves, or the last link has ended of a listener that is closed. */
  private void serve(Port port) throws SystemCallException {
    stream.begin(port);
    while (true) {
      boolean more = stream.pumpBesideLink();
      boolean carrying = stream.isCarrying();
      if (stream.isOver() || (stream.isClosed() && !carrying)) {
        return;
      }
      stream.out().flush();
      if (carrying || !more) {
        await(port, carrying);
      }
    }
  }

  private void await(Port port, boolean carrying) throws SystemCallException {
    poller.clear();
    poller.add(bell.fd());
    if (stream.out().owes()) {
      poller.addWritable(port.fd(), !carrying);
    } else if (!carrying) {
      poller.add(port.fd());
    }
    poller.await(carrying ? LOOK_EVERY_NS : WITHOUT_LIMIT);
    bell.hear();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Link accept() {
    try {
      SerialLink link =
          stream.accept(
              (port, number) ->
                  new SerialLink(
                      stream, port, number, peer, "the guest of " + address.location(), false));
      if (link == null) {
        throw new TransportException(
            ErrorCode.CONNECTION_LOST, "listener " + address + " is closed");
      }
      stream.out().flush();
      return link;
    } catch (SystemCallException failure) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "listener " + address + " cannot accept a link now: " + failure.getMessage(),
          failure);
    }
  }

  /** Stops accepting. The stream goes on for a link that was accepted, and ends with it. */
  @Override
  public void close() {
    if (stream.close()) {
      file.remove();
      file.socket().close();
    }
  }

  @Override
  public String toString() {
    return "SerialListener[" + address + "]";
  }
}
