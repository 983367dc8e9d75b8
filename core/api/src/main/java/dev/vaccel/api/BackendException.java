package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/** A framework, native library or device failed; its own code and name are kept. */
public final class BackendException extends VaccelException {
  private static final long serialVersionUID = 1L;

  /** A failure with its code and a one-line message that names the offending value. */
  public BackendException(ErrorCode code, String message) {
    super(code, 0, message, null);
  }

  /** A failure with the exception that caused it. */
  public BackendException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, 0, message, cause);
  }

  /**
   * A failure with the vendor's own number.
   *
   * @param vendorCode number that the framework or library reported, unchanged
   */
  public BackendException(
      ErrorCode code, int vendorCode, String message, @Nullable Throwable cause) {
    super(code, vendorCode, message, cause);
  }
}
