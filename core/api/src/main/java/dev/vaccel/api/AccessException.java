package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** The peer is not known or not allowed to do this. */
public final class AccessException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public AccessException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public AccessException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
