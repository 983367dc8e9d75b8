package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.wire.spi.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An agent reached over one connection, which is made when it is first needed and made anew when it
 * is lost. Its sessions share the connection. Thread-safe.
 */
public final class RemoteAgent implements AutoCloseable {
  private final Address address;
  private final RemoteOptions options;
  private final ApiBindings bindings;
  private final AtomicInteger lastSession = new AtomicInteger();
  private final Object lock = new Object();
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  // Connections that take no more calls and wait for their last replies. Guarded by the lock.
  private final List<Connection> retired = new ArrayList<>();
  private final SharedFailure failures = new SharedFailure();

  private RemoteAgent(Address address, RemoteOptions options) {
    this.address = address;
    this.options = options;
    this.bindings = ApiBindings.load();
  }

  /**
   * Connects.
   *
   * @throws dev.vaccel.api.TransportException if nobody answers at the address
   * @throws dev.vaccel.api.AccessException if the agent refuses the caller
   */
  public static RemoteAgent connect(Address address, RemoteOptions options) {
    RemoteAgent agent = new RemoteAgent(address, options);
    agent.connection();
    return agent;
  }

  /** Opens a session with the default options. */
  public RemoteSession openSession() {
    return openSession(SessionOptions.DEFAULT);
  }

  /**
   * Opens a session.
   *
   * @throws ResourceException EXHAUSTED if the agent has too many
   */
  public RemoteSession openSession(SessionOptions sessionOptions) {
    return RemoteSession.open(this, sessionOptions, false);
  }

  /** Where the agent is. */
  public Address address() {
    return address;
  }

  /** Name and version that the agent gave. */
  public String name() {
    return connection().welcome().agent();
  }

  ApiBindings bindings() {
    return bindings;
  }

  int newSessionId() {
    return lastSession.incrementAndGet();
  }

  /** The connection, made anew if the last one was lost. */
  Connection connection() {
    Connection current = connection;
    if (current != null && current.isUsable()) {
      return current;
    }
    int seen = failures.count();
    synchronized (lock) {
      if (closed) {
        throw new ResourceException(ErrorCode.CLOSED, "the client of " + address + " is closed");
      }
      current = connection;
      if (current == null || !current.isUsable()) {
        if (current != null) {
          connection = null;
          retired.removeIf(Connection::isBroken);
          retired.add(current);
          current.retire();
        }
        failures.rethrowSince(seen);
        try {
          current = connect();
        } catch (RuntimeException e) {
          throw failures.record(e);
        }
        connection = current;
      }
      return current;
    }
  }

  private Connection connect() {
    return new Connection(
        Transports.connect(address, options.link()),
        address.toString(),
        bindings,
        options.credential(),
        options.link().connectTimeout().toNanos());
  }

  /** Closes the connection; sessions that are still open end with it. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      Connection current = connection;
      if (current != null) {
        current.close();
      }
      retired.forEach(Connection::close);
      retired.clear();
    }
  }
}
