package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.LocalSession;
import dev.vaccel.runtime.MissingFile;
import dev.vaccel.runtime.ModelSource;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.ResourceManifest;
import dev.vaccel.runtime.SessionControl;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.runtime.StoredModel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A guest's session: a local session of the runtime, the queue that keeps its calls in order, and
 * what it holds in the resource store. Calls are queued by the connection's reader and run by one
 * worker at a time. Thread-safe.
 */
final class ServerSession implements SessionControl {
  private final Function<SessionOptions, LocalSession> opener;
  private final ResourceStore store;
  private final Executor workers;
  private final Consumer<ServerCall> runner;
  private final SharedRegions regions;
  private final @Nullable ModelSource models;
  private final Predicate<String> allowedModels;
  private final Runnable onClosed;
  private final List<ResourceId> held = new ArrayList<>();
  private @Nullable LocalSession local;

  private final Object lock = new Object();
  private final Deque<ServerCall> queue = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  ServerSession(
      Function<SessionOptions, LocalSession> opener,
      ResourceStore store,
      Executor workers,
      Consumer<ServerCall> runner,
      SharedRegions regions,
      @Nullable ModelSource models,
      Predicate<String> allowedModels,
      Runnable onClosed) {
    this.opener = opener;
    this.store = store;
    this.workers = workers;
    this.runner = runner;
    this.regions = regions;
    this.models = models;
    this.allowedModels = allowedModels;
    this.onClosed = onClosed;
  }

  /** The local session; null before it was opened. */
  @Nullable LocalSession local() {
    return local;
  }

  /** What the guest shares with it; only for the thread that runs its calls. */
  SharedRegions regions() {
    return regions;
  }

  /** Queues a call in its place; it is run when it is complete and its turn has come. */
  void queue(ServerCall call, boolean complete) {
    synchronized (lock) {
      call.ready = complete;
      queue.addLast(call);
      startWorker();
    }
  }

  /** Says that the rest of a queued call has arrived. */
  void completed(ServerCall call) {
    synchronized (lock) {
      call.ready = true;
      startWorker();
    }
  }

  private void startWorker() {
    ServerCall head = queue.peekFirst();
    if (!running && head != null && head.ready) {
      // It waits for the lock. If there is no thread for it, nothing runs.
      workers.execute(this::work);
      running = true;
    }
  }

  /** Takes the session for a call that runs at once; false if others are before it. */
  boolean tryEnter() {
    synchronized (lock) {
      if (running || !queue.isEmpty()) {
        return false;
      }
      running = true;
      return true;
    }
  }

  /** As {@link #tryEnter}, for a queued call that is complete now. */
  boolean tryTake(ServerCall call) {
    synchronized (lock) {
      if (running || queue.peekFirst() != call) {
        return false;
      }
      queue.removeFirst();
      running = true;
      return true;
    }
  }

  /** Ends what {@link #tryEnter} or {@link #tryTake} began. */
  void exit() {
    synchronized (lock) {
      running = false;
      startWorker();
    }
  }

  private void work() {
    while (true) {
      ServerCall call;
      synchronized (lock) {
        call = queue.peekFirst();
        if (call == null || !call.ready) {
          running = false;
          lock.notifyAll();
          return;
        }
        queue.removeFirst();
      }
      runner.accept(call);
    }
  }

  /** Marks a queued call as not wanted. */
  void cancel(int sequence) {
    synchronized (lock) {
      for (ServerCall call : queue) {
        if (call.sequence == sequence) {
          call.cancelled = true;
        }
      }
    }
  }

  /** Ends the session with its connection: waits for the running call, drops the queued ones. */
  void abort(Consumer<ServerCall> dropped) {
    List<ServerCall> rest;
    boolean interrupted = false;
    synchronized (lock) {
      rest = new ArrayList<>(queue);
      queue.clear();
      while (running) {
        try {
          lock.wait();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    rest.forEach(dropped);
    close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void open(List<String> backends) {
    requireNotClosed();
    if (local == null) {
      try {
        local = opener.apply(new SessionOptions(backends));
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    LocalSession session = local;
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      regions.close();
      store.abandon(this);
      held.forEach(store::release);
      held.clear();
      onClosed.run();
    }
  }

  @Override
  public List<MissingFile> announce(ResourceManifest manifest) {
    LocalSession session = opened();
    if (held.contains(manifest.id())) {
      return List.of();
    }
    List<MissingFile> missing = store.announce(manifest, this);
    if (missing.isEmpty()) {
      hold(session, manifest);
    }
    return missing;
  }

  @Override
  public void put(ResourceId file, long offset, MemorySegment data) {
    opened();
    store.put(file, offset, data, this);
  }

  @Override
  public void commit(ResourceManifest manifest) {
    LocalSession session = opened();
    if (!held.contains(manifest.id())) {
      store.commit(manifest, this);
      hold(session, manifest);
    }
  }

  private void hold(LocalSession session, ResourceManifest manifest) {
    held.add(manifest.id());
    session.bind(manifest.id(), store.path(manifest.id()));
  }

  @Override
  public ResourceId model(String name) {
    LocalSession session = opened();
    StoredModel found = models == null ? null : models.find(name, allowedModels).orElse(null);
    if (found == null) {
      throw ModelSource.unknown(name);
    }
    if (!held.contains(found.named().resource())) {
      store.adopt(found.manifest(), found.path());
      hold(session, found.manifest());
    }
    return found.named().resource();
  }

  @Override
  public List<NamedModel> models() {
    LocalSession _ = opened();
    return models == null ? List.of() : models.list(allowedModels);
  }

  @Override
  public void share(long region, long lengthBytes) {
    LocalSession _ = opened();
    regions.add(region, lengthBytes);
  }

  @Override
  public List<OperationStatus> operations() {
    return opened().operations();
  }

  /** Calls that were sent before the answer to close come after it here. */
  private void requireNotClosed() {
    synchronized (lock) {
      if (closed) {
        throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
      }
    }
  }

  private LocalSession opened() {
    requireNotClosed();
    LocalSession session = local;
    if (session == null) {
      throw AgentConnection.notOpen();
    }
    return session;
  }
}
