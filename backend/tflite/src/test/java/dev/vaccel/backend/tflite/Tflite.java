package dev.vaccel.backend.tflite;

import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.TensorBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The back end under test, where its framework is installed. */
final class Tflite {
  private Tflite() {}

  static Path require() {
    Path directory = FrameworkDirectory.of(FrameworkDirectory.home(), new TflitePackage());
    Prerequisites.require(
        Files.exists(directory.resolve(FrameworkDirectory.COMPLETE)),
        "TensorFlow Lite is not installed: ./vaccel backend add tflite");
    return directory.resolve(TflitePackage.LIBRARY);
  }

  static TensorBackend open(Map<String, String> settings) {
    require();
    return (TensorBackend) new TfliteBackendProvider().open(new BackendSettings(settings));
  }

  static TensorBench<TensorBackend> bench(Path folder, Map<String, String> settings) {
    return new TensorBench<>(folder, open(settings));
  }
}
