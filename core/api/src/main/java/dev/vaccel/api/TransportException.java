package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** The peer cannot be reached, or the connection to it ended. */
public final class TransportException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public TransportException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public TransportException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }
}
