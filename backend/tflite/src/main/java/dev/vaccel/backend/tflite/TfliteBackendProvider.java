package dev.vaccel.backend.tflite;

import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.TensorBackend;
import java.util.List;

/**
 * The back end {@code tflite}: {@link TensorApi} on TensorFlow Lite. Settings: {@code threads}
 * (within one run, default 1), {@code interpreters} (runs of one model at once, default one for
 * each processor), {@code model-cache-bytes} (default 1 GiB), {@code xnnpack} (default true),
 * {@code delegate} ({@code PATH[,KEY=VALUE...]}, such as that of an Edge TPU).
 */
public final class TfliteBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public TfliteBackendProvider() {}

  @Override
  public String name() {
    return "tflite";
  }

  @Override
  public String summary() {
    return "TensorFlow Lite models";
  }

  @Override
  public int preference() {
    return 90;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(TensorApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    TfliteSettings checked = TfliteSettings.of(settings);
    TfliteBindings tflite =
        TfliteLibrary.load(
            FrameworkDirectory.require(FrameworkDirectory.home(), new TflitePackage())
                .resolve(TflitePackage.LIBRARY));
    return new TensorBackend(TfliteFramework.open(tflite, checked), checked.modelCacheBytes());
  }
}
