package dev.vaccel.cli;

import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.Session;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.runtime.LocalRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** What {@code vaccel doctor} finds out about the back ends of this process. */
final class BackendFindings {
  private static final Map<String, String> FIXES =
      Map.of(
          "blas", "apt-get install libopenblas0-pthread, or --set blas.library=FILE",
          "onnx", "put com.microsoft.onnxruntime:onnxruntime on the module path",
          "tflite", "vaccel backend add tflite, where its models are wanted",
          "image", "it needs a back end that runs models, such as onnx");

  private BackendFindings() {}

  static List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    List<String> names = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class).forEach(p -> names.add(p.name()));
    if (names.isEmpty()) {
      return List.of(
          Finding.fail("back ends", "none on the module path", "add a vaccel-backend-NAME jar"));
    }
    try (LocalRuntime runtime = LocalRuntime.open();
        Session session = runtime.openSession()) {
      Map<String, OperationStatus> first = new LinkedHashMap<>();
      session.operations().forEach(row -> first.putIfAbsent(row.backend(), row));
      first.forEach((name, row) -> findings.add(backend(name, row)));
    }
    if (names.contains("onnx")) {
      findings.add(gpu());
    }
    return findings;
  }

  private static Finding backend(String name, OperationStatus row) {
    String subject = "back end " + name;
    String fix = FIXES.getOrDefault(name, "see the reason");
    if (!row.available()) {
      return Finding.warn(subject, "unavailable: " + row.detail(), fix);
    }
    String found = row.detail() + " on " + row.device();
    // It always opens; without a library it computes, slowly.
    boolean slow =
        name.equals("blas") && row.detail().toLowerCase(java.util.Locale.ROOT).contains("java");
    return slow ? Finding.warn(subject, found, fix) : Finding.ok(subject, found);
  }

  /** Asks ONNX Runtime for a CUDA device, whose refusal says what is missing. */
  private static Finding gpu() {
    String hardware =
        Files.exists(Path.of("/dev/nvidia0"))
            ? "an NVIDIA device is there"
            : "no NVIDIA device (/dev/nvidia0 does not exist)";
    Map<String, BackendSettings> settings =
        Map.of("onnx", new BackendSettings(Map.of("device", "cuda:0")));
    try (LocalRuntime runtime = LocalRuntime.open(Set.of("onnx"), settings);
        Session session = runtime.openSession()) {
      OperationStatus row = session.operations().getFirst();
      return row.available()
          ? Finding.ok("GPU", row.detail() + " on " + row.device())
          : Finding.warn(
              "GPU",
              hardware + "; " + row.detail(),
              "a GPU, its driver, CUDA and com.microsoft.onnxruntime:onnxruntime_gpu; or do"
                  + " without");
    } catch (VaccelException e) {
      return Finding.warn("GPU", hardware + "; " + e.getMessage(), "see the reason");
    }
  }
}
