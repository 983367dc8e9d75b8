package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** An API, operation, back end, element type or version that is not available. */
public final class UnsupportedException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public UnsupportedException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public UnsupportedException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
