package dev.vaccel.backend.pytorch;

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
 * The back end {@code pytorch}: {@link TensorApi} on LibTorch. Settings: {@code threads} (within
 * one run, default 1), {@code model-cache-bytes} (default 1 GiB), {@code allow-file-operations}
 * (default false: a model whose code reads or writes files is refused), {@code home} (where
 * frameworks are installed).
 */
public final class PytorchBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public PytorchBackendProvider() {}

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public String summary() {
    return "TorchScript models on LibTorch";
  }

  @Override
  public int preference() {
    return 70;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(TensorApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    PytorchSettings checked = PytorchSettings.of(settings);
    Path directory = FrameworkDirectory.require(checked.home(), new PytorchPackage());
    return new TensorBackend(new PytorchFramework(directory, checked), checked.modelCacheBytes());
  }
}
