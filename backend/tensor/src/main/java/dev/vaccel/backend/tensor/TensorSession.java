package dev.vaccel.backend.tensor;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One session's models. One call at a time. */
final class TensorSession implements BackendSession, TensorApi {
  private record Use(ResourceId id, LoadedModel model) {}

  private final Framework framework;
  private final ModelLoader loader;
  private final ModelCache cache;
  private final SessionContext context;
  private final Map<Long, Use> uses = new HashMap<>();
  private boolean closed;

  TensorSession(Framework framework, ModelLoader loader, ModelCache cache, SessionContext context) {
    this.framework = framework;
    this.loader = loader;
    this.cache = cache;
    this.context = context;
  }

  @Override
  public <T> T api(Class<T> api) {
    if (api != TensorApi.class) {
      throw new UnsupportedException(
          ErrorCode.UNKNOWN_API, "back end " + framework.name() + " has no API " + api.getName());
    }
    return api.cast(this);
  }

  @Override
  public ModelHandle load(ResourceId model) {
    requireOpen();
    // Asked for each load: content that another session brought is not there for this one.
    Path resource = context.resource(model);
    LoadedModel loaded =
        cache.acquire(model, () -> loader.load(resource, "model " + model.shortName()));
    long handle = context.newHandle();
    uses.put(handle, new Use(model, loaded));
    return new ModelHandle(handle);
  }

  @Override
  public ModelInfo describe(ModelHandle model) {
    LoadedModel loaded = use(model).model();
    return new ModelInfo(
        framework.name(),
        framework.device().id(),
        loaded.bytes(),
        new ArrayList<>(loaded.inputs().values()),
        new ArrayList<>(loaded.outputs().values()));
  }

  @Override
  public List<NamedTensor> run(ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
    LoadedModel loaded = use(model).model();
    RunChecks.check(loaded, inputs, outputs);
    List<String> wanted = outputs.isEmpty() ? List.copyOf(loaded.outputs().keySet()) : outputs;
    return loaded.run(inputs, wanted);
  }

  @Override
  public void unload(ModelHandle model) {
    Use use = use(model);
    uses.remove(model.value());
    context.dropHandle(model.value());
    cache.release(use.id());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      uses.values().forEach(use -> cache.release(use.id()));
      uses.clear();
    }
  }

  private Use use(ModelHandle model) {
    requireOpen();
    Use use = uses.get(model.value());
    if (use == null) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "model handle " + model.value() + " is not one of this session");
    }
    return use;
  }

  private void requireOpen() {
    if (closed) {
      throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
    }
  }
}
