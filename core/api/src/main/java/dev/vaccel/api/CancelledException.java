package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** The call was given up by its caller or ran into its deadline. */
public final class CancelledException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public CancelledException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public CancelledException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
