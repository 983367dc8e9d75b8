package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;

/** Failures that all back ends share. Lengths and names, never a byte of a key, IV or data. */
final class CryptoErrors {
  private CryptoErrors() {}

  static VaccelException keyLength(CipherAlgorithm algorithm, long bytes) {
    return argument(
        "key of " + bytes + " bytes for " + algorithm + ": expected " + algorithm.keyBytes());
  }

  static VaccelException equalKeys(CipherAlgorithm algorithm) {
    return argument("the two keys of " + algorithm + " are equal: expected different ones");
  }

  static VaccelException wrongOperation(String operation, CipherAlgorithm algorithm) {
    String expected = algorithm.mode().isAuthenticated() ? "seal and open" : "encrypt and decrypt";
    return argument(operation + " with a key for " + algorithm + ": it is for " + expected);
  }

  static VaccelException ivLength(String operation, CipherAlgorithm algorithm, long bytes) {
    return argument(
        operation
            + ": IV of "
            + bytes
            + " bytes for "
            + algorithm
            + ", expected "
            + algorithm.mode().ivBytes());
  }

  static VaccelException usedIv() {
    return argument(
        "seal: the IV is that of the message before, which would give both away; count it up");
  }

  static VaccelException notWholeBlocks(String operation, CipherAlgorithm algorithm, long bytes) {
    return argument(
        operation
            + ": "
            + bytes
            + " bytes for "
            + algorithm
            + ", expected a multiple of 16; padding is the caller's");
  }

  static VaccelException dataUnit(String operation, CipherAlgorithm algorithm, long bytes) {
    return argument(
        operation
            + ": "
            + bytes
            + " bytes for "
            + algorithm
            + ", expected one data unit of 16 to "
            + CryptoApi.MAX_XTS_BYTES);
  }

  static VaccelException messageLength(String operation, long bytes) {
    return argument(
        operation
            + " of "
            + bytes
            + " bytes: expected at most "
            + CryptoApi.MAX_GCM_BYTES
            + "; make it several messages");
  }

  static VaccelException noTag(long bytes) {
    return argument("open of " + bytes + " bytes: expected ciphertext and a tag of 16 bytes");
  }

  static VaccelException resultLength(String operation, long bytes, long needed) {
    return new InvalidArgumentException(
        ErrorCode.SIZE_MISMATCH,
        operation + ": result has " + bytes + " bytes, expected at least " + needed);
  }

  static VaccelException readOnly(String operation) {
    return argument(operation + ": the result is read-only, expected writable memory");
  }

  static VaccelException overlaps(String operation) {
    return argument(
        operation + ": data and result overlap, expected memory apart or with the same start");
  }

  static VaccelException notAuthentic(long bytes) {
    return new ResourceException(
        ErrorCode.CORRUPT,
        "open of "
            + bytes
            + " bytes: the tag is not right; key, IV, additional data or ciphertext is not what it"
            + " was when it was sealed");
  }

  static VaccelException tooMany(String what, int limit, String hint) {
    return new ResourceException(
        ErrorCode.EXHAUSTED, "this session has " + limit + " " + what + ", the most; " + hint);
  }

  static VaccelException unknownHandle(String what, long handle) {
    return new ResourceException(
        ErrorCode.NOT_FOUND, what + " handle " + handle + " is not one of this session");
  }

  static VaccelException unknownApi(String backend, Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API,
        "back end " + backend + " has no " + api.getName() + ", only CryptoApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "the session is closed");
  }

  private static VaccelException argument(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
