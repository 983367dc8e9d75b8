package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
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

/** ONNX Runtime with its loaded models. Thread-safe. */
final class OnnxBackend implements Backend {
  private final OrtEnvironment environment;
  private final OnnxDevice device;
  private final ModelLoader loader;
  private final ModelCache models;

  OnnxBackend(OrtEnvironment environment, OnnxSettings settings) {
    this.environment = environment;
    this.device = settings.device();
    this.loader = new ModelLoader(environment, settings);
    this.models = new ModelCache(settings.modelCacheBytes());
  }

  /** {@code 1.29.0}, and why the providers that do not work here do not. */
  @Override
  public String version() {
    StringBuilder text = new StringBuilder(environment.getVersion());
    for (OnnxDevice.Kind kind : OnnxDevice.Kind.values()) {
      OnnxDevice other = new OnnxDevice(kind, 0);
      other
          .unavailableBecause()
          .ifPresent(reason -> text.append("; no ").append(other.id()).append(": ").append(reason));
    }
    return text.toString();
  }

  @Override
  public List<Device> devices() {
    return List.of(device.device());
  }

  @Override
  public Optional<String> refuses(OperationDescription operation, Path resource) {
    try {
      ModelFormat format = Bundles.format(resource);
      return format == ModelFormat.ONNX
          ? Optional.empty()
          : Optional.of("runs onnx models, not " + format.bundleName());
    } catch (ResourceException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new OnnxSession(environment, device.id(), loader, models, context);
  }

  @Override
  public void close() {
    models.close();
  }

  /** For tests. */
  ModelCache models() {
    return models;
  }
}
