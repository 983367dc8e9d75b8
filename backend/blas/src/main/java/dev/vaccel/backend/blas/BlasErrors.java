package dev.vaccel.backend.blas;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;

/** Every failure of this back end: what was tried, with which value, what was expected. */
final class BlasErrors {
  private BlasErrors() {}

  static VaccelException negative(String operation, int m, int n, int k) {
    return argument(
        operation + ": m=" + m + ", n=" + n + ", k=" + k + ": expected none to be negative");
  }

  static VaccelException noTranspose(String operation) {
    return argument(operation + ": transA or transB is null: expected NONE or TRANSPOSE");
  }

  static VaccelException leading(
      String operation, String name, int leading, int columns, String columnsName) {
    return argument(
        operation
            + ": "
            + name
            + "="
            + leading
            + ": expected at least "
            + Math.max(1, columns)
            + " (stored columns: "
            + columnsName
            + "="
            + columns
            + ")");
  }

  static VaccelException noMemory(String operation, String name, String what) {
    return argument(operation + ": " + name + " is " + what);
  }

  static VaccelException tooSmall(
      String operation, String name, long bytes, long elements, long elementBytes) {
    return new InvalidArgumentException(
        ErrorCode.SIZE_MISMATCH,
        operation
            + ": "
            + name
            + " has "
            + bytes
            + " bytes: expected at least "
            + elements
            + " elements of "
            + elementBytes
            + " bytes, from its dimensions and leading dimension");
  }

  static VaccelException readOnly(String operation) {
    return argument(operation + ": c is read-only memory, expected writable memory");
  }

  static VaccelException unusableLibrary(String library, String reason, Throwable cause) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "library="
            + library
            + ": "
            + reason
            + "; expected a CBLAS library such as libopenblas.so.0, or 'java' for none",
        cause);
  }

  static VaccelException unknownApi(Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API, "back end blas has no " + api.getName() + ", only BlasApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "session of back end blas is closed");
  }

  private static VaccelException argument(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
