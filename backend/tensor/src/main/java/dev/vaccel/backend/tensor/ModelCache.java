package dev.vaccel.backend.tensor;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Loaded models by content: one instance for all sessions and tenants that use the same bytes. A
 * model that nobody uses any more stays until the models together exceed a limit; the one unused
 * for longest goes first. The size counted is that of the model's files, about what the weights
 * take. Models in use are never evicted, so the limit may be exceeded by them. Thread-safe.
 */
final class ModelCache implements AutoCloseable {
  private static final class Entry {
    final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
    int users;
  }

  private final long limitBytes;

  // Guarded by this. In the order of last use; released entries move to the end.
  private final Map<ResourceId, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  ModelCache(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * The model with this content, loaded now if need be. Callers that ask for it meanwhile wait for
   * the first one's load. Each call needs a {@link #release}, unless it throws.
   */
  LoadedModel acquire(ResourceId id, Supplier<LoadedModel> loader) {
    Entry entry;
    boolean first;
    synchronized (this) {
      Entry known = entries.get(id);
      first = known == null;
      entry = known == null ? new Entry() : known;
      entries.putIfAbsent(id, entry);
      entry.users++;
    }
    return first ? load(id, entry, loader) : await(entry);
  }

  /** Ends one use. */
  void release(ResourceId id) {
    List<LoadedModel> evicted;
    synchronized (this) {
      Entry entry = entries.get(id);
      if (entry == null) {
        return; // everything was closed already
      }
      entry.users--;
      entries.remove(id);
      entries.put(id, entry);
      evicted = evict();
    }
    evicted.forEach(LoadedModel::close);
  }

  /** Number of models in memory. */
  synchronized int size() {
    return entries.size();
  }

  /** Size of the files of the models in memory. */
  synchronized long bytes() {
    return bytes;
  }

  /** Closes every model, used or not. */
  @Override
  public void close() {
    List<Entry> all;
    synchronized (this) {
      all = new ArrayList<>(entries.values());
      entries.clear();
      bytes = 0;
    }
    for (Entry entry : all) {
      if (entry.model.isDone() && !entry.model.isCompletedExceptionally()) {
        entry.model.join().close();
      }
    }
  }

  private LoadedModel load(ResourceId id, Entry entry, Supplier<LoadedModel> loader) {
    LoadedModel model;
    try {
      model = loader.get();
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        entries.remove(id, entry);
      }
      entry.model.completeExceptionally(e);
      throw e;
    }
    List<LoadedModel> evicted;
    synchronized (this) {
      bytes += model.bytes();
      evicted = evict();
    }
    entry.model.complete(model);
    evicted.forEach(LoadedModel::close);
    return model;
  }

  private static LoadedModel await(Entry entry) {
    try {
      return entry.model.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof VaccelException failure) {
        // Not the same object in two threads: each adds its own stack trace and context.
        throw VaccelException.of(failure.code(), failure.vendorCode(), failure.getMessage());
      }
      throw e;
    }
  }

  // Under the lock; the caller closes what this returns outside of it.
  private List<LoadedModel> evict() {
    List<LoadedModel> evicted = new ArrayList<>();
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (bytes > limitBytes && oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      if (entry.users == 0) {
        LoadedModel model = entry.model.join(); // done: a load in progress counts as a user
        oldestFirst.remove();
        bytes -= model.bytes();
        evicted.add(model);
      }
    }
    return evicted;
  }
}
