package dev.vaccel.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with a line of text and an exit code of {@link ExitCodes}. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  Failure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  Failure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The command line cannot be used. */
  static Failure usage(String message) {
    return new Failure(ExitCodes.USAGE, message);
  }

  /** What was asked did not succeed. */
  static Failure failed(String message) {
    return new Failure(ExitCodes.FAILED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
