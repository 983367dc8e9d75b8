package dev.vaccel.backend.exec;

import dev.vaccel.api.AccessException;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedExecApi;

/** Failures of typed calls and of the allow-list. */
final class TypedErrors {
  private TypedErrors() {}

  static VaccelException tooMany(String symbol, String which, int count, int limit) {
    return argument(symbol + " with " + count + " " + which + ": expected at most " + limit);
  }

  static VaccelException tooManyArguments(String symbol, String which, int count) {
    return tooMany(symbol, which + " arguments", count, TypedExecApi.MAX_ARGUMENTS);
  }

  static VaccelException size(
      String symbol, String which, ArgumentType type, long bytes, String expected) {
    return argument(
        symbol + ", " + which + ": " + type + " of " + bytes + " bytes, expected " + expected);
  }

  static VaccelException noNul(String symbol, String which, long bytes) {
    return argument(
        symbol + ", " + which + ": STRING of " + bytes + " bytes, expected NUL as the last");
  }

  static VaccelException noBool(String symbol, String which, long at, int value) {
    return argument(
        symbol
            + ", "
            + which
            + ": BOOL with the byte "
            + value
            + " at "
            + at
            + ", expected 0 or 1");
  }

  static VaccelException customType(String symbol, String which, ArgumentType type, int id) {
    return argument(
        symbol + ", " + which + ": custom type " + id + " of " + type + ", expected CUSTOM");
  }

  /** The function's own failure; its number is kept. */
  static VaccelException returned(String symbol, int result) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED, result, symbol + " returned " + result + ", expected 0", null);
  }

  static VaccelException replaced(String symbol, int index, long bytes, long room) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        symbol
            + ", write argument "
            + index
            + ": the function left another address or a size of "
            + bytes
            + "; expected what it was given, with at most "
            + room
            + " bytes");
  }

  /** The name that the loader was given travels, not the path. */
  static VaccelException notAllowed(ResourceId library, String sha256) {
    return new AccessException(
        ErrorCode.NOT_ALLOWED,
        "library "
            + library.shortName()
            + " is not on the agent's allow-list (sha256 "
            + sha256
            + "); its operator allows it with --set exec.allow="
            + sha256);
  }

  private static VaccelException argument(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
