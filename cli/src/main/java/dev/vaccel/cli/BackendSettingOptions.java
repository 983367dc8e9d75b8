package dev.vaccel.cli;

import dev.vaccel.api.spi.BackendSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --set backend.key=value}. */
final class BackendSettingOptions {
  private BackendSettingOptions() {}

  /** Settings by the back end's name; of two for the same key the later counts. */
  static Map<String, BackendSettings> parse(List<String> texts) {
    Map<String, Map<String, String>> values = new HashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      int dot = text.indexOf('.');
      if (dot < 1 || equals < dot + 2) {
        throw Failure.usage(
            "--set " + text + ": expected BACKEND.KEY=VALUE, such as onnx.device=cuda:0");
      }
      values
          .computeIfAbsent(text.substring(0, dot), _ -> new HashMap<>())
          .put(text.substring(dot + 1, equals), text.substring(equals + 1));
    }
    Map<String, BackendSettings> settings = new HashMap<>();
    values.forEach((name, map) -> settings.put(name, new BackendSettings(map)));
    return settings;
  }
}
