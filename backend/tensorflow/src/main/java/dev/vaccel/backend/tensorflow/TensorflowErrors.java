package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.VaccelException;

/** TensorFlow's failures as this project's, with its number and text. */
final class TensorflowErrors {
  private static final int MAX_TEXT = 500;

  /** TF_INVALID_ARGUMENT of tf_status.h. */
  private static final int INVALID_ARGUMENT = 3;

  private TensorflowErrors() {}

  /** A model that TensorFlow does not take. */
  static BackendException refusedModel(String model, String path, int code, String text) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        code,
        // Callers learn nothing of the host's folders.
        "TensorFlow refuses " + model + ": " + oneLine(text.replace(path, model)),
        null);
  }

  /** A run that failed. */
  static VaccelException failedRun(String model, int code, String text) {
    String message = "TensorFlow running " + model + ": " + oneLine(text);
    return code == INVALID_ARGUMENT
        ? new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message)
        : new BackendException(ErrorCode.BACKEND_FAILED, code, message, null);
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "..." : line;
  }
}
