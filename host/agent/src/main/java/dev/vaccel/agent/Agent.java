package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.ResourceStore;
import dev.vaccel.runtime.Transports;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running agent: listeners, one reading thread for each connection, workers that run calls.
 * Thread-safe.
 */
public final class Agent implements AutoCloseable {
  /** How the agent introduces itself. */
  static final String NAME = "vaccel-agent 0.1.0";

  private static final Logger LOG = System.getLogger(Agent.class.getName());
  private static final long POLL_NS = 5_000_000;

  private final AgentCore core;
  private final @Nullable Path temporaryStore;
  private final List<Listener> listeners = new ArrayList<>();
  private final Set<AgentConnection> connections = ConcurrentHashMap.newKeySet();
  private @Nullable ReadyServer readyServer;
  private volatile boolean draining;
  private volatile boolean closed;

  private Agent(AgentCore core, @Nullable Path temporaryStore) {
    this.core = core;
    this.temporaryStore = temporaryStore;
  }

  /**
   * Starts an agent; when it returns, clients can connect.
   *
   * @throws ConfigException if a setting or address cannot be used; nothing is left behind then
   */
  public static Agent start(AgentOptions options) {
    checkOptions(options);
    LocalRuntime runtime = LocalRuntime.open(options.backends(), options.settings());
    try {
      checkEnabled(options, runtime);
    } catch (ConfigException e) {
      runtime.close();
      throw e;
    }
    Path temporary = null;
    Path directory = options.store();
    if (directory == null) {
      temporary = temporaryDirectory();
      directory = temporary;
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vaccel-timer").factory());
    ExecutorService workers =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("vaccel-worker-", 1).factory());
    ResourceStore store =
        new ResourceStore(
            directory, options.limits().storeBytes(), options.limits().resourceBytes());
    Agent agent = new Agent(new AgentCore(options, runtime, store, workers, timer), temporary);
    try {
      agent.listen();
    } catch (RuntimeException e) {
      agent.close();
      throw e;
    }
    return agent;
  }

  private static void checkOptions(AgentOptions options) {
    if (options.listen().isEmpty()) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "no address to listen at: expected " + Address.FORMS);
    }
    Set<Address> seen = new HashSet<>();
    for (AgentOptions.Listen place : options.listen()) {
      if (!seen.add(place.address())) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG, "address " + place.address() + " is given twice");
      }
    }
  }

  private static void checkEnabled(AgentOptions options, LocalRuntime runtime) {
    Set<String> privileged = new TreeSet<>();
    for (ApiBinding<?> binding : runtime.bindings().all()) {
      binding.description().operations().stream()
          .filter(OperationDescription::privileged)
          .forEach(o -> privileged.add(o.api()));
    }
    for (String name : options.enabled()) {
      if (!privileged.contains(name)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "enable "
                + name
                + ": no such privileged API, expected one of "
                + String.join(", ", privileged));
      }
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("vaccel-agent-");
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for the resource store", e);
    }
  }

  private void listen() {
    for (AgentOptions.Listen place : core.options().listen()) {
      listeners.add(Transports.listen(place.address(), place.options()));
    }
    InetSocketAddress ready = core.options().ready();
    if (ready != null) {
      readyServer = new ReadyServer(ready, () -> !draining && !closed, this::status);
    }
    for (Listener listener : listeners) {
      Thread.ofPlatform()
          .daemon()
          .name("vaccel-accept " + listener.address())
          .start(() -> accept(listener));
    }
  }

  private void accept(Listener listener) {
    while (!closed && !draining) {
      Link link;
      try {
        link = listener.accept();
      } catch (VaccelException e) {
        if (!closed && !draining) {
          LOG.log(
              Logger.Level.WARNING,
              "cannot accept address={0} reason={1}",
              listener.address(),
              e.getMessage());
          // Out of descriptors, say: trying at once again would only spin.
          LockSupport.parkNanos(100 * POLL_NS);
        }
        continue;
      }
      serve(link);
    }
  }

  private void serve(Link link) {
    AgentConnection[] self = new AgentConnection[1];
    AgentConnection connection = new AgentConnection(core, link, () -> connections.remove(self[0]));
    self[0] = connection;
    connections.add(connection);
    if (closed) {
      connection.shutdown();
    }
    try {
      Thread.ofPlatform().daemon().name("vaccel-connection").start(connection);
    } catch (OutOfMemoryError e) {
      // No more threads: this guest is turned away, the others stay.
      connections.remove(connection);
      link.close();
      LOG.log(Logger.Level.WARNING, "connection refused reason={0}", e.getMessage());
    }
  }

  /** Where it listens, with the ports that the system chose. */
  public List<Address> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** Where readiness is served; null: nowhere. */
  public @Nullable InetSocketAddress readyAddress() {
    ReadyServer server = readyServer;
    return server == null ? null : server.address();
  }

  /** Its counters. */
  public AgentStatus status() {
    return new AgentStatus(
        core.tenants().connections(),
        core.tenants().sessions(),
        core.calls().sum(),
        core.errors().sum(),
        core.refused().sum(),
        core.budget().used(),
        core.store().usedBytes());
  }

  /**
   * Stops accepting, tells clients, lets outstanding calls end, then closes.
   *
   * @param limit longest time for outstanding calls
   * @return whether all of them ended
   */
  public boolean drain(Duration limit) {
    draining = true;
    listeners.forEach(Listener::close);
    WireError reason = new WireError(ErrorCode.CONNECTION_LOST, 0, "the agent is shutting down");
    connections.forEach(c -> c.goodbye(reason));
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (core.outstanding().get() > 0 && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
    boolean done = core.outstanding().get() == 0;
    close();
    return done;
  }

  /** Stops at once: connections end, sessions are freed, sockets' files removed. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    listeners.forEach(Listener::close);
    ReadyServer server = readyServer;
    if (server != null) {
      server.close();
    }
    connections.forEach(AgentConnection::shutdown);
    // A native call cannot be stopped; what it uses must outlive it.
    while (!connections.isEmpty()) {
      LockSupport.parkNanos(POLL_NS);
    }
    core.workers().shutdown();
    core.timer().shutdownNow();
    boolean idle = awaitWorkers();
    core.store().close();
    if (idle) {
      core.runtime().close();
    }
    deleteTemporaryStore();
  }

  private boolean awaitWorkers() {
    try {
      return core.workers().awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void deleteTemporaryStore() {
    if (temporaryStore != null) {
      try {
        Files.deleteIfExists(temporaryStore);
      } catch (IOException e) {
        LOG.log(
            Logger.Level.WARNING,
            "cannot remove path={0} reason={1}",
            temporaryStore,
            e.toString());
      }
    }
  }
}
