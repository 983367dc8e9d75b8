package dev.vaccel.backend.tflite;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decides.
 *
 * @param threads threads within one run of a model
 * @param interpreters most runs of one model at once; each has weights and tensors of its own
 * @param modelCacheBytes size of model files up to which models that nobody uses stay loaded
 * @param xnnpack whether XNNPACK's kernels compute what they can
 * @param delegate what takes over parts of models; null for none
 */
record TfliteSettings(
    int threads,
    int interpreters,
    long modelCacheBytes,
    boolean xnnpack,
    @Nullable DelegateSetting delegate) {
  private static final int MOST_INTERPRETERS = 16;
  private static final Set<String> NAMES =
      Set.of("threads", "interpreters", "model-cache-bytes", "xnnpack", "delegate");

  /**
   * An external delegate: {@code PATH[,key=value...]}.
   *
   * @param library path of its library
   * @param options for it alone
   */
  record DelegateSetting(Path library, Map<String, String> options) {
    static DelegateSetting parse(String text) {
      List<String> parts = new ArrayList<>(List.of(text.split(",", -1)));
      String path = parts.removeFirst();
      Map<String, String> options = new LinkedHashMap<>();
      for (String part : parts) {
        int equals = part.indexOf('=');
        if (equals < 1) {
          throw invalid("delegate=" + text, "PATH[,KEY=VALUE...]");
        }
        options.put(part.substring(0, equals), part.substring(equals + 1));
      }
      if (path.isBlank()) {
        throw invalid("delegate=" + text, "PATH[,KEY=VALUE...]");
      }
      return new DelegateSetting(Path.of(path), options);
    }
  }

  static TfliteSettings of(BackendSettings settings) {
    for (String name : settings.values().keySet()) {
      if (!NAMES.contains(name)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "back end tflite has no setting "
                + name
                + ": known are "
                + String.join(", ", new TreeSet<>(NAMES)));
      }
    }
    String delegate = settings.text("delegate", "");
    return new TfliteSettings(
        // One: requests run beside each other.
        (int) settings.number("threads", 1, 1, 1024),
        // A device's delegate is seldom made twice.
        (int) settings.number("interpreters", delegate.isEmpty() ? processors() : 1, 1, 1024),
        settings.number("model-cache-bytes", 1L << 30, 0, Long.MAX_VALUE),
        flag("xnnpack", settings.text("xnnpack", "true")),
        settings.values().containsKey("delegate") ? DelegateSetting.parse(delegate) : null);
  }

  private static int processors() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MOST_INTERPRETERS);
  }

  private static boolean flag(String name, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name + "=" + text, "true or false");
    };
  }

  private static ConfigException invalid(String given, String expected) {
    return new ConfigException(ErrorCode.INVALID_CONFIG, given + ": expected " + expected);
  }
}
