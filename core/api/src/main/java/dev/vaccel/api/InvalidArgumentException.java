package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** An argument that the operation cannot accept; nothing was computed. */
public final class InvalidArgumentException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public InvalidArgumentException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public InvalidArgumentException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
