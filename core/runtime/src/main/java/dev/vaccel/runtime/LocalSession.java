package dev.vaccel.runtime;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.UploadListener;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A session on the back ends of this process. Its lock is what keeps the order of calls: one runs
 * at a time, and closing waits for it. Thread-safe.
 */
public final class LocalSession implements Session {
  private final ApiBindings bindings;
  private final List<OpenBackend> backends;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<OpenBackend, BackendSession> sessions = new HashMap<>();
  private final Map<Class<?>, Object> apis = new ConcurrentHashMap<>();
  private final Map<ResourceId, Path> resources = new ConcurrentHashMap<>();
  private final Handles handles = new Handles();
  private @Nullable Arena arena;
  private volatile boolean closed;

  LocalSession(ApiBindings bindings, List<OpenBackend> backends) {
    this.bindings = bindings;
    this.backends = backends;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T api(Class<T> api, CallOptions options) {
    requireOpen();
    // Timeouts and cancellation cannot stop a native call of this thread; the agent keeps them.
    Object router =
        apis.computeIfAbsent(
            api,
            type -> {
              ApiBinding<?> binding = bindings.of(type);
              return binding.router(new ApiRouter(this, binding, backends));
            });
    return (T) router;
  }

  @Override
  public ResourceId register(Path fileOrDirectory, UploadListener listener) {
    requireOpen();
    ResourceId id = ContentHash.manifest(fileOrDirectory).id();
    bind(id, fileOrDirectory.toAbsolutePath().normalize());
    return id;
  }

  @Override
  public ResourceId model(String name) {
    requireOpen();
    ModelSource source =
        ServiceLoader.load(ModelSource.class, ModelSource.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new ResourceException(
                        ErrorCode.NOT_FOUND,
                        "model '" + name + "': vaccel-modelstore is not on the module path"));
    StoredModel found = source.find(name, _ -> true).orElseThrow(() -> ModelSource.unknown(name));
    bind(found.named().resource(), found.path());
    return found.named().resource();
  }

  /** Makes known where a resource lies; for an agent's store. */
  public void bind(ResourceId id, Path path) {
    resources.put(id, path);
  }

  /**
   * Where a resource lies.
   *
   * @throws ResourceException NOT_FOUND
   */
  Path resource(ResourceId id) {
    Path path = resources.get(id);
    if (path == null) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "resource " + id.shortName() + " is not registered in this session");
    }
    return path;
  }

  Handles handles() {
    return handles;
  }

  @Override
  public MemorySegment allocate(long lengthBytes) {
    if (lengthBytes < 0) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "allocate " + lengthBytes + " bytes: expected 0 or more");
    }
    enter();
    try {
      if (arena == null) {
        arena = Arena.ofShared();
      }
      return arena.allocate(lengthBytes, 64);
    } finally {
      exit();
    }
  }

  @Override
  public List<OperationStatus> operations() {
    requireOpen();
    return OperationTable.of(bindings, backends);
  }

  /** Takes the session for one call. */
  void enter() {
    lock.lock();
    if (closed) {
      lock.unlock();
      requireOpen();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
    }
  }

  /** Ends what {@link #enter} began. */
  void exit() {
    lock.unlock();
  }

  /** This session's share of a back end. Called with the lock held. */
  BackendSession backendSession(OpenBackend open) {
    BackendSession session = sessions.get(open);
    if (session == null) {
      Backend backend = open.backend();
      if (backend == null) {
        throw new IllegalStateException(open.name() + " is not open");
      }
      session = backend.openSession(new BackendContext(this, open));
      sessions.put(open, session);
    }
    return session;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      List<RuntimeException> failures = new ArrayList<>();
      for (BackendSession session : sessions.values()) {
        try {
          session.close();
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
      if (arena != null) {
        arena.close();
      }
      if (!failures.isEmpty()) {
        RuntimeException first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
    } finally {
      lock.unlock();
    }
  }
}
