package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.TensorBench;
import java.nio.file.Path;
import java.util.Map;

/** The back end with a session, where its framework is installed; CI requires that. */
final class Benches {
  private Benches() {}

  static TensorBench<TensorBackend> open(Path folder, Map<String, String> settings) {
    try {
      FrameworkDirectory.require(FrameworkDirectory.home(), new TensorflowPackage());
    } catch (UnsupportedException e) {
      Prerequisites.require(false, e.getMessage());
    }
    return new TensorBench<>(
        folder,
        (TensorBackend) new TensorflowBackendProvider().open(new BackendSettings(settings)));
  }
}
