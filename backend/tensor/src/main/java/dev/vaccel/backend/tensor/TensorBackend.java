package dev.vaccel.backend.tensor;

import dev.vaccel.api.ResourceException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A framework with its loaded models, as a back end of the tensor API. Thread-safe. */
public final class TensorBackend implements Backend {
  private final Framework framework;
  private final ModelLoader loader;
  private final ModelCache models;

  /**
   * Takes over {@code framework}.
   *
   * @param modelCacheBytes size of model files up to which models that nobody uses stay loaded
   */
  public TensorBackend(Framework framework, long modelCacheBytes) {
    this.framework = framework;
    this.loader = new ModelLoader(framework);
    this.models = new ModelCache(modelCacheBytes);
  }

  @Override
  public String version() {
    return framework.version();
  }

  @Override
  public List<Device> devices() {
    return List.of(framework.device());
  }

  /** A model of another format is another back end's; one that is broken gets its own error. */
  @Override
  public Optional<String> refuses(OperationDescription operation, Path resource) {
    try {
      ModelFormat format = Bundles.format(resource);
      return framework.formats().contains(format)
          ? Optional.empty()
          : Optional.of(
              "runs "
                  + String.join(", ", framework.formatNames())
                  + " models, not "
                  + format.bundleName());
    } catch (ResourceException _) {
      return Optional.empty();
    }
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new TensorSession(framework, loader, models, context);
  }

  @Override
  public void close() {
    models.close();
    framework.close();
  }

  /** Number of models in memory, used or not. */
  public int loadedModels() {
    return models.size();
  }
}
