package dev.vaccel.backend.tensor;

import dev.vaccel.api.spi.Device;
import dev.vaccel.model.ModelFormat;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A framework that runs models: what is its own in a {@link TensorBackend}. Thread-safe. */
public interface Framework extends AutoCloseable {
  /** Name of the back end: {@code onnx}. */
  String name();

  /** Version of the framework in use, for listings. */
  String version();

  /** What models run on. */
  Device device();

  /** What it runs, at least one. */
  Set<ModelFormat> formats();

  /**
   * Loads a model.
   *
   * @param file a model of one of {@link #formats()}
   * @throws IOException if the file cannot be read
   * @throws dev.vaccel.api.VaccelException MODEL_INVALID, with the framework's own words, for a
   *     model that it does not take; UNSUPPORTED_TYPE for one that this project has no types for
   */
  LoadedModel load(ModelFile file) throws IOException;

  /** Formats by name, for messages: {@code onnx}, {@code tflite}. */
  default List<String> formatNames() {
    return formats().stream().map(ModelFormat::bundleName).sorted().toList();
  }

  /** Frees the framework; its models are closed before. Idempotent. */
  @Override
  void close();
}
