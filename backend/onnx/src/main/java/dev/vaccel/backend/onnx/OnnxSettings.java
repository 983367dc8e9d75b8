package dev.vaccel.backend.onnx;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator decides.
 *
 * @param threads threads within one run of a model
 * @param modelCacheBytes size of model files up to which models that nobody uses stay loaded
 * @param device what models run on
 * @param cache folder that the native library is unpacked to
 */
record OnnxSettings(int threads, long modelCacheBytes, OnnxDevice device, Path cache) {
  private static final Set<String> NAMES =
      Set.of("threads", "model-cache-bytes", "device", "cache");

  static OnnxSettings of(BackendSettings settings) {
    for (String name : settings.values().keySet()) {
      if (!NAMES.contains(name)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "back end onnx has no setting "
                + name
                + ": known are "
                + String.join(", ", new TreeSet<>(NAMES)));
      }
    }
    return new OnnxSettings(
        // One: requests run beside each other, and every model's pool of more threads would fight
        // the others' for the same cores. More only where a lone caller wants its answer sooner.
        (int) settings.number("threads", 1, 1, 1024),
        settings.number("model-cache-bytes", 1L << 30, 0, Long.MAX_VALUE),
        OnnxDevice.named(settings.text("device", "cpu")),
        Path.of(settings.text("cache", defaultCache())));
  }

  /** The XDG base directory for caches. Of this user alone: a shared folder could be planted. */
  private static String defaultCache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home", "."), ".cache");
    return base.resolve("vaccel").toString();
  }
}
