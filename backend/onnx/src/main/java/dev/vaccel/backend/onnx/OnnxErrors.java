package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtException;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.VaccelException;

/** ONNX Runtime's failures as this project's, with its number and text. */
final class OnnxErrors {
  private static final int MAX_TEXT = 500;

  /** Highest number that is looked for; version 1.29 has 15. */
  private static final int MAX_NUMBER = 63;

  private OnnxErrors() {}

  /**
   * A model that ONNX Runtime does not take.
   *
   * @param model name for people
   * @param path taken out of the text: callers learn nothing of the host's folders
   */
  static BackendException refusedModel(String model, String path, OrtException e) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        number(e),
        "ONNX Runtime refuses " + model + ": " + oneLine(e).replace(path, model),
        e);
  }

  /** A run that failed. */
  static VaccelException failedRun(String model, OrtException e) {
    String message = "ONNX Runtime running " + model + ": " + oneLine(e);
    if (e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT) {
      return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message, e);
    }
    return new BackendException(ErrorCode.BACKEND_FAILED, number(e), message, e);
  }

  static String oneLine(OrtException e) {
    String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
  }

  /** OrtErrorCode of onnxruntime_c_api.h, which the Java enum keeps to itself. */
  private static int number(OrtException e) {
    for (int number = 0; number <= MAX_NUMBER; number++) {
      if (OrtException.OrtErrorCode.mapFromInt(number) == e.getCode()) {
        return number;
      }
    }
    return -1;
  }
}
