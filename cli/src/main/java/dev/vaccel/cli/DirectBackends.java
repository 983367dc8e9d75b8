package dev.vaccel.cli;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.UploadListener;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Back ends without any runtime around them: the baseline of what computes. Their objects are
 * called as they are; nothing routes, checks limits or keeps resources. Thread-safe.
 */
final class DirectBackends implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Map<BackendProvider, Backend> open = new LinkedHashMap<>();

  private DirectBackends() {}

  /** Opens back ends by name. */
  static DirectBackends open(List<String> names) {
    DirectBackends backends = new DirectBackends();
    try {
      for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
        if (names.contains(provider.name())) {
          backends.open(provider);
        }
      }
      return backends;
    } catch (RuntimeException e) {
      backends.close();
      throw e;
    }
  }

  /** Where what it needs is not there, calls of others show that it is not. */
  private void open(BackendProvider provider) {
    try {
      open.put(provider, provider.open(BackendSettings.NONE));
    } catch (UnsupportedException e) {
      System.getLogger(DirectBackends.class.getName())
          .log(System.Logger.Level.DEBUG, "left out " + provider.name(), e);
    }
  }

  /** Name and version of each, for listings. */
  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    open.forEach((provider, backend) -> versions.put(provider.name(), backend.version()));
    return versions;
  }

  /**
   * What one caller needs; closed after its last call.
   *
   * @param backend which one, where several have an API; empty: the first
   */
  Session session(String backend) {
    return new Direct(backend);
  }

  /** A session in form only: its APIs are the back ends' own objects. */
  private final class Direct implements Session, SessionContext {
    private final String backend;
    private final Arena arena = Arena.ofShared();
    private final AtomicLong handles = new AtomicLong();
    private final Map<ResourceId, Path> resources = new ConcurrentHashMap<>();
    private final SequencedMap<BackendProvider, BackendSession> sessions = new LinkedHashMap<>();

    Direct(String backend) {
      this.backend = backend;
    }

    @Override
    public synchronized <T> T api(Class<T> api) {
      for (Map.Entry<BackendProvider, Backend> each : inOrder()) {
        for (Capability capability : each.getKey().capabilities()) {
          if (capability.api().equals(api)) {
            BackendSession session = sessions.get(each.getKey());
            if (session == null) {
              session = each.getValue().openSession(this);
              sessions.put(each.getKey(), session);
            }
            return session.api(api);
          }
        }
      }
      throw Failure.failed("no back end of " + api.getSimpleName() + " is open");
    }

    private List<Map.Entry<BackendProvider, Backend>> inOrder() {
      return open.entrySet().stream()
          .sorted(Comparator.comparing(each -> !each.getKey().name().equals(backend)))
          .toList();
    }

    @Override
    public <T> T api(Class<T> api, CallOptions options) {
      return api(api);
    }

    /** Names it by its place: nothing is read, nothing kept. */
    @Override
    public ResourceId register(Path fileOrDirectory, UploadListener listener) {
      String digits = "%064x".formatted(Integer.toUnsignedLong(fileOrDirectory.hashCode()));
      ResourceId id = new ResourceId(digits);
      resources.put(id, fileOrDirectory);
      return id;
    }

    @Override
    public ResourceId model(String name) {
      throw Failure.failed("model '" + name + "': this session has no models by name");
    }

    @Override
    public Path resource(ResourceId id) {
      Path path = resources.get(id);
      if (path == null) {
        throw Failure.failed("resource " + id.shortName() + " was not registered");
      }
      return path;
    }

    @Override
    public MemorySegment allocate(long lengthBytes) {
      return arena.allocate(lengthBytes, ALIGNMENT);
    }

    @Override
    public List<OperationStatus> operations() {
      return List.of();
    }

    @Override
    public long newHandle() {
      return handles.incrementAndGet();
    }

    @Override
    public void dropHandle(long handle) {}

    @Override
    public synchronized void close() {
      sessions.sequencedValues().reversed().forEach(BackendSession::close);
      sessions.clear();
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(Backend::close);
  }
}
