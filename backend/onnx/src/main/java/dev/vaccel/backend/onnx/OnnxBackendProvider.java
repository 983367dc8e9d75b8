package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.backend.tensor.TensorBackend;
import java.util.List;

/**
 * The back end {@code onnx}: {@link TensorApi} on ONNX Runtime. Settings: {@code threads} (within
 * one run, default 1), {@code model-cache-bytes} (default 1 GiB), {@code device} ({@code cpu},
 * {@code cuda:N} or {@code tensorrt:N}), {@code cache} (where the native library is unpacked once).
 */
public final class OnnxBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public OnnxBackendProvider() {}

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public String summary() {
    return "ONNX models on ONNX Runtime";
  }

  @Override
  public int preference() {
    return 100;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(TensorApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    OnnxSettings checked = OnnxSettings.of(settings);
    OrtEnvironment environment = OnnxLibrary.environment(checked.cache());
    checked.device().requireAvailable();
    return new TensorBackend(new OnnxFramework(environment, checked), checked.modelCacheBytes());
  }
}
