package dev.vaccel.backend.crypto;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.security.GeneralSecurityException;

/** Failures of this back end beside those that the API's checks find. */
final class CryptoErrors {
  private CryptoErrors() {}

  static VaccelException missing(String algorithm, GeneralSecurityException cause) {
    return new UnsupportedException(
        ErrorCode.NO_BACKEND,
        "this JDK has no " + algorithm + " (" + cause.getMessage() + ")",
        cause);
  }

  /** What was checked before leaves the JDK no reason for this. */
  static VaccelException failed(String algorithm, GeneralSecurityException cause) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED, algorithm + " failed in the JDK: " + cause.getMessage(), cause);
  }
}
