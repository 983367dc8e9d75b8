package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.Transports;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
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
  private static final long RETRY_NS = 500_000_000;
  private static final long GOODBYE_NS = 1_000_000_000;

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
    return start(options, ServedModels.NONE);
  }

  /** As {@link #start(AgentOptions)}, with models that it serves by name. */
  public static Agent start(AgentOptions options, ServedModels models) {
    checkOptions(options);
    return start(options, models, LocalRuntime.open(options.backends(), options.settings()));
  }

  /** As {@link #start(AgentOptions)}, with a runtime that is the agent's from now on. */
  static Agent start(AgentOptions options, LocalRuntime runtime) {
    return start(options, ServedModels.NONE, runtime);
  }

  static Agent start(AgentOptions options, ServedModels models, LocalRuntime runtime) {
    Path temporary = null;
    ResourceStore store;
    try {
      checkEnabled(options, runtime);
      Path directory = options.store();
      if (directory == null) {
        temporary = temporaryDirectory();
        directory = temporary;
      }
      store =
          new ResourceStore(
              directory, options.limits().storeBytes(), options.limits().resourceBytes());
    } catch (RuntimeException e) {
      runtime.close();
      deleteTemporaryStore(temporary);
      throw e;
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vaccel-timer").factory());
    ExecutorService workers =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("vaccel-worker-", 1).factory());
    Agent agent =
        new Agent(new AgentCore(options, runtime, store, models, workers, timer), temporary);
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
      LinkOptions link = place.options();
      listeners.add(
          Transports.listen(
              place.address(), core.options().sharesMemory() ? link : link.withoutRings()));
    }
    InetSocketAddress ready = core.options().ready();
    if (ready != null) {
      readyServer = new ReadyServer(ready, () -> !draining && !closed, this::status);
    }
    Duration stalled = core.options().times().stalled();
    long lookEveryMs = Math.max(1, stalled.toMillis() / 4);
    ScheduledFuture<?> _ =
        core.timer()
            .scheduleWithFixedDelay(
                () -> connections.forEach(c -> c.endIfStalled(stalled)),
                lookEveryMs,
                lookEveryMs,
                TimeUnit.MILLISECONDS);
    accept(listeners);
  }

  /** Starts a thread for each that accepts its links until the agent closes. */
  void accept(List<Listener> from) {
    for (Listener listener : from) {
      Thread.ofPlatform()
          .daemon()
          .name("vaccel-accept " + listener.address())
          .start(() -> accept(listener));
    }
  }

  private void accept(Listener listener) {
    boolean failing = false;
    while (!closed && !draining) {
      Link link;
      try {
        link = listener.accept();
        failing = false;
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!closed && !draining) {
          if (!failing) {
            failing = true;
            LOG.log(
                Logger.Level.WARNING,
                "cannot accept address={0} reason={1} (trying on)",
                listener.address(),
                e.getMessage());
          }
          // Out of descriptors, say: trying at once again would only spin.
          LockSupport.parkNanos(RETRY_NS);
        }
        continue;
      }
      serve(link, listener.address().toString());
    }
  }

  private void serve(Link link, String place) {
    AgentConnection[] self = new AgentConnection[1];
    try {
      AgentConnection connection =
          new AgentConnection(core, link, place, () -> connections.remove(self[0]));
      self[0] = connection;
      connections.add(connection);
      if (draining) {
        connection.refuseCalls();
      }
      if (closed) {
        connection.shutdown();
      }
      Thread.ofPlatform().daemon().name("vaccel-connection").start(connection);
    } catch (OutOfMemoryError e) {
      // No more memory or threads: this guest is turned away, the others stay.
      if (self[0] != null) {
        connections.remove(self[0]);
      }
      link.close();
      core.fault(place, ErrorCode.EXHAUSTED, "connection refused: " + e.getMessage());
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

  /** Connections, those inside their handshake included. */
  int links() {
    return connections.size();
  }

  /** Bytes that connections keep for their next calls. */
  long keptBytes() {
    return core.kept().used();
  }

  /** Calls that have arrived and are not answered. */
  int outstanding() {
    return core.outstanding().get();
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
   * Stops accepting, tells clients, lets outstanding calls end, then closes. {@link #close} from
   * another thread cuts the waiting short.
   *
   * @param limit longest time for outstanding calls
   * @return whether all of them ended
   */
  public boolean drain(Duration limit) {
    draining = true;
    listeners.forEach(Listener::close);
    connections.forEach(AgentConnection::refuseCalls);
    long deadlineNs = System.nanoTime() + limit.toNanos();
    sayGoodbye(Math.min(limit.toNanos(), GOODBYE_NS));
    while (core.outstanding().get() > 0 && !closed && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
    boolean done = core.outstanding().get() == 0;
    close();
    return done;
  }

  /** Each on a thread of its own: a guest that does not read makes nobody else wait. */
  private void sayGoodbye(long limitNs) {
    WireError reason = new WireError(ErrorCode.CONNECTION_LOST, 0, "the agent is shutting down");
    List<Callable<Boolean>> goodbyes = new ArrayList<>();
    for (AgentConnection connection : connections) {
      goodbyes.add(
          () -> {
            connection.goodbye(reason);
            return true;
          });
    }
    List<Future<Boolean>> sent = new ArrayList<>();
    try {
      for (Callable<Boolean> goodbye : goodbyes) {
        sent.add(core.workers().submit(goodbye));
      }
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.log(Logger.Level.DEBUG, "goodbye not said to all reason={0}", e.toString());
    }
    long deadlineNs = System.nanoTime() + limitNs;
    while (!sent.stream().allMatch(Future::isDone) && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
  }

  /**
   * Stops at once: connections end, sessions are freed, sockets' files removed. Calls that do not
   * end within {@link TimeLimits#closing} are left behind, and the back ends open for them.
   * Idempotent; a second call waits for the first.
   */
  @Override
  public synchronized void close() {
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
    long deadlineNs = System.nanoTime() + core.options().times().closing().toNanos();
    // A native call cannot be stopped; what it uses must outlive it.
    while (!connections.isEmpty() && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
    core.workers().shutdown();
    core.timer().shutdownNow();
    boolean idle = awaitWorkers(deadlineNs - System.nanoTime()) && connections.isEmpty();
    core.store().close();
    if (idle) {
      core.runtime().close();
    } else {
      LOG.log(
          Logger.Level.WARNING,
          "calls do not end and are left behind connections={0} limit={1}",
          connections.size(),
          core.options().times().closing());
    }
    deleteTemporaryStore(temporaryStore);
  }

  private boolean awaitWorkers(long limitNs) {
    try {
      return core.workers().awaitTermination(limitNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void deleteTemporaryStore(@Nullable Path directory) {
    if (directory != null) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        LOG.log(Logger.Level.WARNING, "cannot remove path={0} reason={1}", directory, e.toString());
      }
    }
  }
}
