package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator decides.
 *
 * @param threads threads within one run of a model
 * @param modelCacheBytes size of model files up to which models that nobody uses stay loaded
 * @param allowFileOperations whether models may read and write files and print
 * @param home where frameworks are installed
 */
record PytorchSettings(int threads, long modelCacheBytes, boolean allowFileOperations, Path home) {
  private static final Set<String> NAMES =
      Set.of("threads", "model-cache-bytes", "allow-file-operations", "home");

  static PytorchSettings of(BackendSettings settings) {
    for (String name : settings.values().keySet()) {
      if (!NAMES.contains(name)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "back end pytorch has no setting "
                + name
                + ": known are "
                + String.join(", ", new TreeSet<>(NAMES)));
      }
    }
    String allow = settings.text("allow-file-operations", "false");
    if (!allow.equals("true") && !allow.equals("false")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "allow-file-operations=" + allow + ": expected true or false");
    }
    return new PytorchSettings(
        // One: requests run beside each other.
        (int) settings.number("threads", 1, 1, 1024),
        settings.number("model-cache-bytes", 1L << 30, 0, Long.MAX_VALUE),
        allow.equals("true"),
        Path.of(settings.text("home", FrameworkDirectory.home().toString())));
  }
}
