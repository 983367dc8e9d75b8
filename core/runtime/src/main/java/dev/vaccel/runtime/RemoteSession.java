package dev.vaccel.runtime;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.UploadListener;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.wire.spi.SharedRegion;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A session in an agent. When its connection is lost, the calls that were outstanding fail; the
 * next call connects again, opens the session anew and registers its resources again. Handles of
 * before are "not found" then. Thread-safe.
 */
public final class RemoteSession implements Session {
  private static final CallOptions CLOSING = CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(2));

  private final RemoteAgent agent;
  private final SessionOptions options;
  private final boolean ownsAgent;
  private final int id;
  private final Map<ResourceId, Path> resources = new ConcurrentHashMap<>();
  private final Set<String> models = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private volatile @Nullable Connection opened;
  private final CallsInFlight inFlight = new CallsInFlight();
  private final SharedFailure failures = new SharedFailure();
  private final SessionMemory memory;
  private volatile boolean closed;

  private RemoteSession(RemoteAgent agent, SessionOptions options, boolean ownsAgent) {
    this.agent = agent;
    this.options = options;
    this.ownsAgent = ownsAgent;
    this.id = agent.newSessionId();
    this.memory = new SessionMemory(this::share, inFlight);
  }

  static RemoteSession open(RemoteAgent agent, SessionOptions options, boolean ownsAgent) {
    RemoteSession session = new RemoteSession(agent, options, ownsAgent);
    session.connection();
    return session;
  }

  /** The connection on which this session is open. */
  Connection connection() {
    Connection current = opened;
    if (current != null && current.isUsable() && !closed) {
      return current;
    }
    int seen = failures.count();
    synchronized (lock) {
      requireOpen();
      current = opened;
      if (current == null || !current.isUsable()) {
        failures.rethrowSince(seen);
        try {
          current = reopen();
        } catch (RuntimeException e) {
          throw failures.record(e);
        }
        opened = current;
      }
      return current;
    }
  }

  private Connection reopen() {
    Connection current = agent.connection();
    SessionControl control = control(current, CallOptions.DEFAULT);
    control.open(options.backends());
    for (Path path : resources.values()) {
      unlessGone(
          () -> new Upload(control, ContentHash.manifest(path), path).run(UploadListener.NONE));
    }
    for (String name : models) {
      unlessGone(() -> control.model(name));
    }
    memory.begin(current);
    return current;
  }

  /** Calls that need what is gone will say that it is not registered; the others need not fail. */
  private static void unlessGone(Runnable again) {
    try {
      again.run();
    } catch (ResourceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
    }
  }

  private SessionControl control(Connection current, CallOptions callOptions) {
    return agent
        .bindings()
        .of(SessionControl.class)
        .stub(new RemoteSender(current, id, callOptions));
  }

  private void share(Connection current, long number, SharedRegion region) {
    current.sharingTurn().lock();
    try {
      agent
          .bindings()
          .of(SessionControl.class)
          .stub(new RemoteSender(current, id, region))
          .share(number, region.segment().byteSize());
    } finally {
      current.sharingTurn().unlock();
    }
  }

  private SessionControl control() {
    return control(connection(), CallOptions.DEFAULT);
  }

  @Override
  public <T> T api(Class<T> api, CallOptions callOptions) {
    ApiBinding<T> binding = agent.bindings().of(api);
    Connection current = connection();
    List<OperationDescription> operations = binding.description().operations();
    if (operations.stream().noneMatch(current::offers)) {
      throw new UnsupportedException(
          ErrorCode.UNKNOWN_API,
          "the agent at "
              + agent.address()
              + " does not serve API "
              + binding.description().name()
              + (operations.stream().anyMatch(OperationDescription::privileged)
                  ? "; it must be enabled there by name"
                  : ""));
    }
    return binding.stub(new RemoteSender(this::connection, id, inFlight, callOptions, memory));
  }

  @Override
  public ResourceId register(Path fileOrDirectory, UploadListener listener) {
    // Before a large file is hashed for nothing.
    requireOpen();
    Path path = fileOrDirectory.toAbsolutePath().normalize();
    ResourceManifest manifest = ContentHash.manifest(path);
    new Upload(control(), manifest, path).run(listener);
    ResourceId resource = manifest.id();
    resources.put(resource, path);
    return resource;
  }

  @Override
  public ResourceId model(String name) {
    ResourceId resource = control().model(name);
    models.add(name);
    return resource;
  }

  /** The models of the agent that this caller may use by name, in order. */
  public List<NamedModel> models() {
    return control().models();
  }

  @Override
  public MemorySegment allocate(long lengthBytes) {
    if (lengthBytes < 0) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "allocate " + lengthBytes + " bytes: expected 0 or more");
    }
    synchronized (lock) {
      requireOpen();
      // Not connection(): memory is to be had while the agent is away.
      Connection current = opened;
      if (current == null) {
        throw new IllegalStateException("a session that was never opened");
      }
      return memory.allocate(lengthBytes, current);
    }
  }

  @Override
  public List<OperationStatus> operations() {
    return control().operations();
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      inFlight.close();
      Connection current = opened;
      if (current != null && current.isUsable()) {
        try {
          control(current, CLOSING).close();
        } catch (VaccelException _) {
          // The agent frees the session with the connection in any case.
        }
      }
      // A call that did not end in time may still be read or written there.
      inFlight.whenIdle(memory::close);
    }
    if (ownsAgent) {
      agent.close();
    }
  }
}
