package dev.vaccel.backend.pytorch;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;

/** LibTorch's failures as this project's. It has texts and no numbers. */
final class PytorchErrors {
  private static final int MAX_TEXT = 500;

  private PytorchErrors() {}

  /** A model that LibTorch does not take. */
  static BackendException refusedModel(String model, String path, RuntimeException e) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        // Callers learn nothing of the host's folders.
        "LibTorch refuses " + model + ": " + oneLine(e).replace(path, model),
        e);
  }

  /** A run that failed. */
  static BackendException failedRun(String model, RuntimeException e) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED, "LibTorch running " + model + ": " + oneLine(e), e);
  }

  /** Without the C++ stack that some texts end with. */
  private static String oneLine(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    int stack = text.indexOf("\nException raised from");
    String line = (stack < 0 ? text : text.substring(0, stack)).strip().replaceAll("\\s+", " ");
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "..." : line;
  }
}
