package dev.vaccel.backend.exec;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.SessionContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The libraries that one session has loaded. Calls come one at a time. */
final class Libraries implements AutoCloseable {
  /**
   * A library with what it was loaded after.
   *
   * @param dependencies loaded before it, with global symbols
   */
  record Key(ResourceId library, List<ResourceId> dependencies) {
    static Key of(ResourceId library) {
      return new Key(library, List.of());
    }
  }

  private final SessionContext context;
  private final ExecSettings settings;
  private final Map<Key, SharedObject> loaded = new HashMap<>();
  private final Map<ResourceId, SharedObject> global = new HashMap<>();
  // In the order of loading: the last is unloaded first, since it may use the others.
  private final List<SharedObject> inOrder = new ArrayList<>();
  private boolean closed;

  Libraries(SessionContext context, ExecSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  void requireOpen() {
    if (closed) {
      throw ExecErrors.closed();
    }
  }

  /** Asked at each call: the session may have given a resource up since. */
  void requireRegistered(Key key) {
    context.resource(key.library());
    key.dependencies().forEach(context::resource);
  }

  /** Loads a library unless it is, after its dependencies; runs their constructors. */
  SharedObject load(Key key) {
    SharedObject known = loaded.get(key);
    if (known != null) {
      return known;
    }
    for (ResourceId dependency : key.dependencies()) {
      if (!global.containsKey(dependency)) {
        global.put(dependency, add(dependency, true));
      }
    }
    SharedObject library = add(key.library(), false);
    loaded.put(key, library);
    return library;
  }

  private SharedObject add(ResourceId id, boolean globalSymbols) {
    SharedObject object = SharedObject.load(id, context.resource(id), settings, globalSymbols);
    inOrder.add(object);
    return object;
  }

  /** Unloads them; runs their destructors. Idempotent. */
  @Override
  public void close() {
    closed = true;
    loaded.clear();
    global.clear();
    inOrder.reversed().forEach(SharedObject::close);
    inOrder.clear();
  }
}
