package dev.vaccel.api.spi;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.util.Map;

/**
 * Settings of one back end, as given by the operator.
 *
 * @param values dash-case names without the back end's own name as prefix
 */
public record BackendSettings(Map<String, String> values) {
  /** No settings. */
  public static final BackendSettings NONE = new BackendSettings(Map.of());

  /** Copies the map. */
  public BackendSettings {
    values = Map.copyOf(values);
  }

  /** The setting, or a default. */
  public String text(String name, String defaultValue) {
    return values.getOrDefault(name, defaultValue);
  }

  /**
   * The setting as a whole number.
   *
   * @throws ConfigException if it is no number from {@code min} to {@code max}
   */
  public long number(String name, long defaultValue, long min, long max) {
    String text = values.get(name);
    if (text == null) {
      return defaultValue;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        name + "=" + text + ": expected a whole number from " + min + " to " + max);
  }
}
