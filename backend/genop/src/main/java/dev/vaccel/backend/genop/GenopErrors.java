package dev.vaccel.backend.genop;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import org.jspecify.annotations.Nullable;

/** Failures of this back end, with upstream's numbers. */
final class GenopErrors {
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;
  private static final int ENOTSUP = 95;

  private GenopErrors() {}

  /** An operation or argument that cannot be. */
  static VaccelException invalid(String message) {
    return failure(EINVAL, message, null);
  }

  static VaccelException tooShort(String what, long bytes, long room) {
    return failure(ERANGE, what + " of " + room + " bytes, expected at least " + bytes, null);
  }

  static VaccelException unsupported(String message, @Nullable Throwable cause) {
    return failure(ENOTSUP, message, cause);
  }

  static VaccelException unknownApi(Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API, "back end genop has no " + api.getName() + ", only GenopApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "session of back end genop is closed");
  }

  private static VaccelException failure(int number, String message, @Nullable Throwable cause) {
    return new BackendException(ErrorCode.BACKEND_FAILED, number, message, cause);
  }
}
