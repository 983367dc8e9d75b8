package dev.vaccel.cli;

/** A {@code .npy} file that cannot be read; the message is what follows "FILE: ". */
final class NpyFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  NpyFormatException(String message) {
    super(message);
  }
}
