package dev.vaccel.backend.afalg;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.SystemCallException;

/** Failures of this back end beside those that the API's checks find. */
final class AfalgErrors {
  private AfalgErrors() {}

  static VaccelException noSockets(SystemCallException cause) {
    String hint =
        switch (cause.number()) {
          case Errno.EAFNOSUPPORT -> "this kernel has no AF_ALG (CONFIG_CRYPTO_USER_API)";
          case Errno.ENOENT ->
              "this kernel has no AES for AF_ALG (CONFIG_CRYPTO_USER_API_SKCIPHER)";
          default -> "AF_ALG cannot be used";
        };
    return new UnsupportedException(ErrorCode.NO_BACKEND, hint + ": " + cause.getMessage(), cause);
  }

  static VaccelException wrongAnswer() {
    return new UnsupportedException(
        ErrorCode.NO_BACKEND, "AF_ALG encrypts a known block to something else than AES does");
  }

  /** Asking for an algorithm failed. */
  static VaccelException notOpened(String name, SystemCallException cause) {
    return switch (cause.number()) {
      case Errno.ENOENT, Errno.EAFNOSUPPORT ->
          new UnsupportedException(
              ErrorCode.NO_BACKEND,
              "this kernel has no " + name + " for AF_ALG: " + cause.getMessage(),
              cause);
      case Errno.EMFILE ->
          new ResourceException(
              ErrorCode.EXHAUSTED,
              "no descriptor is left for " + name + ": " + cause.getMessage(),
              cause);
      default -> failed(name, cause);
    };
  }

  static VaccelException failed(String name, SystemCallException cause) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        cause.number(),
        name + " failed in the kernel: " + cause.getMessage(),
        cause);
  }

  static VaccelException shortResult(String name, long bytes, long expected) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        name + " gave " + bytes + " bytes in the kernel, expected " + expected);
  }

  static VaccelException tooLong(String name, long bytes) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        name
            + " of "
            + bytes
            + " bytes: back end afalg takes at most "
            + KernelMemory.BYTES
            + " at once (GCM: with the additional data); back end crypto takes more");
  }
}
