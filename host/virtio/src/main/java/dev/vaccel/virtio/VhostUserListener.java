package dev.vaccel.virtio;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A socket that one VMM after the other connects to, for the streams of its guest. The path is who
 * the guest is: it cannot choose another. One thread accepts a VMM and serves its device until it
 * leaves. Thread-safe.
 */
final class VhostUserListener implements Listener {
  /** Where guests find the agent. */
  static final int PORT = 2048;

  private static final Logger LOG = System.getLogger(VhostUserListener.class.getName());
  // Each guest has a network of its own here, so all can have the same number.
  private static final long CID = 3;
  // Connections that the agent has not accepted yet.
  private static final int BACKLOG = 128;
  private static final long BACK_OFF_NS = 100_000_000;

  private final Address address;
  private final SocketFile file;
  private final PeerIdentity peer;
  private final Deque<VsockConnection> arrived = new ArrayDeque<>();
  // Guarded by arrived.
  private boolean closed;
  private @Nullable VhostUserConnection current;

  private VhostUserListener(Address address, SocketFile file) {
    this.address = address;
    this.file = file;
    this.peer = new PeerIdentity("vm", address.location());
  }

  static VhostUserListener open(Address address) {
    String path = address.location();
    if (!path.startsWith("/")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "address '" + address + "': expected vhost-user:///path of the socket");
    }
    try {
      VhostUserListener listener = new VhostUserListener(address, new SocketFile(address, path));
      Thread.ofPlatform().daemon().name("vaccel-vm " + path).start(listener::serve);
      return listener;
    } catch (SystemCallException failure) {
      boolean noDirectory = failure.number() == Errno.ENOENT || failure.number() == Errno.ENOTDIR;
      throw cannotListen(
          address,
          noDirectory ? "its directory does not exist; create it first" : failure.getMessage(),
          failure);
    } catch (IllegalArgumentException failure) {
      throw cannotListen(address, failure.getMessage(), failure);
    }
  }

  private static ConfigException cannotListen(
      Address address, @Nullable String why, Exception failure) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG, "cannot listen on " + address + ": " + why, failure);
  }

  private void serve() {
    while (!isClosed()) {
      try {
        serve(file.socket().accept());
      } catch (SystemCallException e) {
        if (!isClosed()) {
          LOG.log(Logger.Level.WARNING, "cannot accept a VMM address={0} reason={1}", address, e);
          LockSupport.parkNanos(BACK_OFF_NS);
        }
      } catch (RuntimeException | Error e) {
        LOG.log(Logger.Level.ERROR, "device failed for a reason of ours address=" + address, e);
      }
    }
  }

  private void serve(StreamSocket socket) throws SystemCallException {
    VhostUserConnection connection = connection(socket);
    synchronized (arrived) {
      current = connection;
      if (closed) {
        connection.finish();
      }
    }
    connection.run();
    synchronized (arrived) {
      current = null;
    }
  }

  private VhostUserConnection connection(StreamSocket socket) throws SystemCallException {
    boolean made = false;
    try {
      VhostUserConnection connection =
          new VhostUserConnection(
              socket,
              address.location(),
              bell -> new VsockDevice(CID, PORT, peer, bell, this::arrive));
      made = true;
      return connection;
    } finally {
      if (!made) {
        socket.close();
      }
    }
  }

  /** Puts a stream where {@link #accept} finds it; false if too many wait. */
  private boolean arrive(VsockConnection connection) {
    synchronized (arrived) {
      if (closed || arrived.size() == BACKLOG) {
        return false;
      }
      arrived.add(connection);
      arrived.notify();
      return true;
    }
  }

  private boolean isClosed() {
    synchronized (arrived) {
      return closed;
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Link accept() {
    boolean interrupted = false;
    try {
      synchronized (arrived) {
        while (arrived.isEmpty() && !closed) {
          try {
            arrived.wait();
          } catch (InterruptedException _) {
            interrupted = true;
          }
        }
        if (closed) {
          throw new TransportException(
              ErrorCode.CONNECTION_LOST, "listener " + address + " is closed");
        }
        return arrived.remove();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops accepting. The device goes on for streams that were accepted, and ends with the last. */
  @Override
  public void close() {
    synchronized (arrived) {
      if (closed) {
        return;
      }
      closed = true;
      arrived.forEach(VsockConnection::shutdown);
      arrived.clear();
      arrived.notifyAll();
      if (current != null) {
        current.finish();
      }
    }
    file.remove();
    file.socket().close();
  }

  @Override
  public String toString() {
    return "VhostUserListener[" + address + "]";
  }
}
