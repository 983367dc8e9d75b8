package dev.vaccel.cli;

import dev.vaccel.api.ErrorCode;

/** Exit codes of the command: a contract, listed in {@code vaccel --help}. */
final class ExitCodes {
  /** All that was asked was done. */
  static final int DONE = 0;

  /** The operation failed. */
  static final int FAILED = 1;

  /** The command line or a configuration cannot be used. */
  static final int USAGE = 2;

  /** No such back end or device, or none that can do this. */
  static final int NO_BACKEND = 3;

  /** The agent cannot be reached, or does not allow this. */
  static final int NO_AGENT = 4;

  private ExitCodes() {}

  /** The exit code for a failure of this kind. */
  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_CONFIG -> USAGE;
      case NO_BACKEND, UNKNOWN_API, UNKNOWN_OPERATION -> NO_BACKEND;
      case UNREACHABLE,
          CONNECTION_LOST,
          TLS_FAILED,
          VERSION_MISMATCH,
          UNAUTHENTICATED,
          NOT_ALLOWED ->
          NO_AGENT;
      case INVALID_ARGUMENT,
          SIZE_MISMATCH,
          MALFORMED_FRAME,
          FRAME_TOO_LARGE,
          UNEXPECTED_FRAME,
          MALFORMED_BODY,
          NOT_FOUND,
          CLOSED,
          EXHAUSTED,
          OUT_OF_RANGE,
          STORE_FULL,
          CORRUPT,
          BACKEND_FAILED,
          MODEL_INVALID,
          DEVICE_LOST,
          UNSUPPORTED_TYPE,
          CANCELLED,
          DEADLINE_EXCEEDED,
          INTERNAL ->
          FAILED;
    };
  }
}
