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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** {@code 1.29.0}, and why the devices that do not work here do not. */
  @Override
  public String version() {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (OnnxDevice.Kind kind : OnnxDevice.Kind.values()) {
      OnnxDevice other = new OnnxDevice(kind, 0);
      other
          .unavailableBecause()
          .ifPresent(
              reason -> missing.computeIfAbsent(reason, _ -> new ArrayList<>()).add(other.id()));
    }
    StringBuilder text = new StringBuilder(environment.getVersion());
    missing.forEach(
        (reason, devices) ->
            text.append(" (no ")
                .append(String.join(", ", devices))
                .append(": ")
                .append(reason)
                .append(')'));
    return text.toString();
  }

  @Override
  public List<Device> devices() {
    return List.of(device.device());
  }

  /** A model of another format is another back end's; one that is broken gets its own error. */
  @Override
  public Optional<String> refuses(OperationDescription operation, Path resource) {
    try {
      ModelFormat format = Bundles.format(resource);
      return format == ModelFormat.ONNX
          ? Optional.empty()
          : Optional.of("runs onnx models, not " + format.bundleName());
    } catch (ResourceException _) {
      return Optional.empty();
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
