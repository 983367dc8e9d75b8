package dev.vaccel.backend.noop;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;

/** Every failure of this back end: what was tried, with which value, what was expected. */
final class NoopErrors {
  private NoopErrors() {}

  static VaccelException outputTooSmall(long inputBytes, long outputBytes) {
    return new InvalidArgumentException(
        ErrorCode.SIZE_MISMATCH,
        "echo of "
            + inputBytes
            + " bytes: output has "
            + outputBytes
            + ", expected at least as many");
  }

  static VaccelException outputReadOnly(long outputBytes) {
    return new InvalidArgumentException(
        ErrorCode.INVALID_ARGUMENT,
        "echo: output of " + outputBytes + " bytes is read-only, expected writable memory");
  }

  static VaccelException unknownApi(Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API, "back end noop has no " + api.getName() + ", only NoopApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "session of back end noop is closed");
  }
}
