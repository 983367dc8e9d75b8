package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** A setting, option or address that cannot be used. */
public final class ConfigException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public ConfigException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public ConfigException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
