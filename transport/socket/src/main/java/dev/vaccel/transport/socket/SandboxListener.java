package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens for the guests of all sandboxes of a directory, those that come later included: one
 * thread looks after them, and who accepts waits for all their sockets at once. Thread-safe.
 */
final class SandboxListener implements Listener {
  /** Sandboxes that are served at once. */
  static final int MOST = 4096;

  private static final Logger LOG = System.getLogger(SandboxListener.class.getName());
  private static final long WITHOUT_LIMIT = -1;

  private final Address address;
  private final SandboxPattern pattern;
  private final int most;
  private final SandboxDirectory directory;
  private final EventCounter bell;
  // Guarded by this object.
  private final Map<String, Sandbox> sandboxes = new HashMap<>();
  private boolean full;

  /** Rings the bell after it was changed. */
  private volatile Served served = new Served(List.of());

  private volatile boolean closed;

  private final ReentrantLock turn = new ReentrantLock();
  // Guarded by the turn: the place of which socket is asked first, so that all are.
  private int first;

  private record Arrival(HybridTransport.Location location, ListeningSocket socket) {}

  /** What is waited for together; the poller belongs to who has the turn. */
  private record Served(List<Arrival> arrivals, Poller poller) {
    Served(List<Arrival> arrivals) {
      this(arrivals, new Poller(1 + arrivals.size()));
    }
  }

  private SandboxListener(
      Address address,
      SandboxPattern pattern,
      int most,
      SandboxDirectory directory,
      EventCounter bell) {
    this.address = address;
    this.pattern = pattern;
    this.most = most;
    this.directory = directory;
    this.bell = bell;
  }

  static SandboxListener open(Address address, SandboxPattern pattern) {
    return open(address, pattern, MOST);
  }

  /** As {@link #open(Address, SandboxPattern)}, with another limit. */
  static SandboxListener open(Address address, SandboxPattern pattern, int most) {
    try {
      SandboxDirectory directory = new SandboxDirectory(pattern, 2 * most);
      try {
        return open(new SandboxListener(address, pattern, most, directory, EventCounter.create()));
      } catch (SystemCallException failure) {
        directory.close();
        throw failure;
      }
    } catch (SystemCallException failure) {
      throw UnixTransport.cannotListen(address, failure);
    } catch (IOException failure) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot listen on " + address + ": " + failure.getMessage(),
          failure);
    }
  }

  private static SandboxListener open(SandboxListener listener) {
    try {
      listener.look(); // What is there is served when this returns.
      Thread.ofPlatform()
          .daemon()
          .name("vaccel-sandboxes " + listener.pattern.directory())
          .start(listener::watch);
      return listener;
    } catch (RuntimeException | Error failure) {
      listener.close();
      throw failure;
    }
  }

  private void watch() {
    while (directory.await()) {
      try {
        look();
      } catch (RuntimeException | Error e) {
        LOG.log(Logger.Level.ERROR, "looking failed for a reason of ours address=" + address, e);
      }
    }
  }

  private synchronized void look() {
    if (closed) {
      return;
    }
    Set<String> found = directory.look();
    List<ListeningSocket> unused = new ArrayList<>();
    try {
      sandboxes
          .entrySet()
          .removeIf(
              known ->
                  !found.contains(known.getKey()) && addIfThere(unused, known.getValue().stop()));
      for (String name : found) {
        if (sandboxes.size() < most) {
          sandboxes.computeIfAbsent(name, _ -> new Sandbox(pattern.of(name)));
        }
        Sandbox sandbox = sandboxes.get(name);
        if (sandbox != null) {
          addIfThere(unused, sandbox.serve());
        }
      }
    } finally {
      publish();
      unused.forEach(ListeningSocket::close);
    }
    warnIfFull(found.size());
  }

  private static boolean addIfThere(List<ListeningSocket> all, @Nullable ListeningSocket one) {
    return one == null || all.add(one);
  }

  private void warnIfFull(int found) {
    if (found > most && !full) {
      full = true;
      LOG.log(
          Logger.Level.WARNING,
          "too many sandboxes address={0} served={1} found={2}: the others wait for one to end",
          address,
          most,
          found);
    }
  }

  private void publish() {
    List<Arrival> now = new ArrayList<>(sandboxes.size());
    for (Sandbox sandbox : sandboxes.values()) {
      ListeningSocket socket = sandbox.socket();
      if (socket != null) {
        now.add(new Arrival(sandbox.location(), socket));
      }
    }
    if (!now.equals(served.arrivals())) {
      served = new Served(now);
      bell.ring();
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Link accept() {
    turn.lock();
    try {
      while (!closed) {
        bell.hear(); // Before it is asked what is served: what changes later rings again.
        Link link = await(served);
        if (link != null) {
          return link;
        }
      }
      throw new TransportException(ErrorCode.CONNECTION_LOST, "listener " + address + " is closed");
    } catch (SystemCallException failure) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "listener " + address + " cannot accept a connection now: " + failure.getMessage(),
          failure);
    } finally {
      turn.unlock();
    }
  }

  private @Nullable Link await(Served now) throws SystemCallException {
    Poller poller = now.poller();
    poller.clear();
    poller.add(bell.fd());
    now.arrivals().forEach(arrival -> poller.add(arrival.socket().fd()));
    poller.await(WITHOUT_LIMIT);
    int count = now.arrivals().size();
    for (int i = 0; i < count; i++) {
      int at = (first + i) % count;
      Arrival arrival = now.arrivals().get(at);
      if (poller.isReady(1 + at)) {
        StreamSocket accepted = accept(arrival.socket());
        if (accepted != null) {
          first = at + 1;
          return HybridTransport.accepted(accepted, arrival.location());
        }
      }
    }
    return null;
  }

  private static @Nullable StreamSocket accept(ListeningSocket socket) throws SystemCallException {
    try {
      return socket.acceptNow();
    } catch (SystemCallException failure) {
      if (socket.isClosed()) {
        return null; // Its sandbox has ended since.
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    closed = true;
    bell.ring();
    synchronized (this) {
      served = new Served(List.of());
      for (Sandbox sandbox : sandboxes.values()) {
        ListeningSocket socket = sandbox.stop();
        if (socket != null) {
          socket.close();
        }
      }
      sandboxes.clear();
    }
    try {
      directory.close();
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "a watch service did not close address=" + address, e);
    }
    bell.close();
  }

  @Override
  public String toString() {
    return "SandboxListener[" + address + "]";
  }
}
