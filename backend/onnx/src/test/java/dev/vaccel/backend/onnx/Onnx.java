package dev.vaccel.backend.onnx;

import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.nio.file.Path;
import java.util.Map;

/** The back end under test. */
final class Onnx {
  private Onnx() {}

  static TensorBench<TensorBackend> bench(Path folder, Map<String, String> settings) {
    return new TensorBench<>(
        folder, (TensorBackend) new OnnxBackendProvider().open(new BackendSettings(settings)));
  }

  static TensorBench<TensorBackend> bench(Path folder) {
    return bench(folder, Map.of());
  }
}
