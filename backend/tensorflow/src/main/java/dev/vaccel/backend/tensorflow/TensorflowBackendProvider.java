package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.TensorBackend;
import java.nio.file.Path;
import java.util.List;

/**
 * The back end {@code tensorflow}: {@link TensorApi} on TensorFlow. Settings: {@code threads}
 * (within one run, default 1), {@code model-cache-bytes} (default 1 GiB), {@code
 * allow-file-operations} (default false: a model whose operations read or write files is refused),
 * {@code home} (where frameworks are installed).
 */
public final class TensorflowBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public TensorflowBackendProvider() {}

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public String summary() {
    return "SavedModels and frozen graphs on TensorFlow";
  }

  @Override
  public int preference() {
    return 80;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(TensorApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    TensorflowSettings checked = TensorflowSettings.of(settings);
    Path directory = FrameworkDirectory.require(checked.home(), new TensorflowPackage());
    return new TensorBackend(
        new TensorflowFramework(directory, checked), checked.modelCacheBytes());
  }
}
