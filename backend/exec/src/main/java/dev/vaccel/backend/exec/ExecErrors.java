package dev.vaccel.backend.exec;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.nio.file.Path;

/** Every failure of this back end: what was tried, with which value, what was expected. */
final class ExecErrors {
  private ExecErrors() {}

  static VaccelException badSymbol(String symbol) {
    return argument(
        "symbol '" + symbol.replace("\0", "\\0") + "': expected a name without NUL characters");
  }

  static VaccelException tooManyArguments(String symbol, int count) {
    return argument(
        symbol + " with " + count + " arguments: expected at most " + ExecSettings.MAX_ARGUMENTS);
  }

  static VaccelException returnsBuffer(String symbol, ExecKind returns) {
    return argument(symbol + " returns " + returns + ": expected VOID, I32, I64, F32 or F64");
  }

  static VaccelException voidArgument(String symbol, int index) {
    return argument(symbol + ", argument " + index + ": VOID is a result only");
  }

  static VaccelException tooManyBits(String symbol, int index, ExecKind kind, long bits) {
    return argument(
        symbol + ", argument " + index + ": " + bits + " does not fit the 32 bits of " + kind);
  }

  static VaccelException bufferSize(String symbol, int index, long bytes, long limit) {
    return argument(
        symbol
            + ", argument "
            + index
            + ": buffer of "
            + bytes
            + " bytes, expected 0 to "
            + limit
            + " (max-buffer-bytes)");
  }

  static VaccelException totalSize(String symbol, int index, long bytes, long limit) {
    return argument(
        symbol
            + ": buffers up to argument "
            + index
            + " have "
            + bytes
            + " bytes together, expected at most "
            + limit
            + " (max-total-bytes)");
  }

  static VaccelException directory(ResourceId library) {
    return argument(
        "library " + library.shortName() + " is a directory: expected one shared object file");
  }

  static VaccelException notCopied(ResourceId library, Path directory, IOException cause) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        "library "
            + library.shortName()
            + " cannot be copied to the work directory "
            + directory
            + ": "
            + cause,
        cause);
  }

  /**
   * The loader refused it.
   *
   * @param reason dlerror's text
   */
  static VaccelException notLoaded(ResourceId library, String reason) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        "library " + library.shortName() + " cannot be loaded: " + reason);
  }

  static VaccelException noSymbol(ResourceId library, String symbol) {
    return new ResourceException(
        ErrorCode.NOT_FOUND,
        "symbol '"
            + symbol
            + "' does not exist in library "
            + library.shortName()
            + "; nm -D lists those that do");
  }

  static VaccelException noNativeAccess(IllegalCallerException cause) {
    Module module = ExecErrors.class.getModule();
    return new UnsupportedException(
        ErrorCode.NO_BACKEND,
        "native access is denied: start java with --enable-native-access="
            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
        cause);
  }

  static VaccelException unknownApi(Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API,
        "back end exec has no " + api.getName() + ", only ExecApi and TypedExecApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "session of back end exec is closed");
  }

  private static VaccelException argument(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
