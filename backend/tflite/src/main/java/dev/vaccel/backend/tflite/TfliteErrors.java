package dev.vaccel.backend.tflite;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.util.List;

/** TensorFlow Lite's failures as this project's, with its number and text. */
final class TfliteErrors {
  /** TfLiteStatus of core/c/c_api_types.h. */
  static final int OK = 0;

  /** What a status is where there is none. */
  static final int ERROR = 1;

  private static final int UNRESOLVED_OPS = 7;

  private TfliteErrors() {}

  /**
   * A model that TensorFlow Lite does not take.
   *
   * @param text what it said; may be empty
   */
  static BackendException refusedModel(String model, int status, String text) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        status,
        "TensorFlow Lite refuses " + model + ": " + orStatus(text, status),
        null);
  }

  /** A run that failed. */
  static VaccelException failedRun(String model, int status, String text) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        status,
        "TensorFlow Lite running " + model + ": " + orStatus(text, status),
        null);
  }

  /** Dimensions of inputs that the model cannot compute with. */
  static InvalidArgumentException refusedShapes(String model, int status, String text) {
    return new InvalidArgumentException(
        ErrorCode.SIZE_MISMATCH,
        "TensorFlow Lite refuses these shapes for " + model + ": " + orStatus(text, status));
  }

  /**
   * The refusal, or a better word for it where it is for operations that this build does not have.
   *
   * @param custom operations of the model that are not built in
   */
  static VaccelException orMissingOperations(
      String model, BackendException refused, List<String> custom) {
    String text = String.valueOf(refused.getMessage());
    boolean flex = text.contains("Select TensorFlow op");
    List<String> missing =
        custom.stream().filter(op -> flex ? op.startsWith("Flex") : text.contains(op)).toList();
    if (missing.isEmpty() || !(flex || text.contains("nresolved custom op"))) {
      return refused;
    }
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        model
            + " needs operations that TensorFlow Lite does not have here: "
            + String.join(", ", missing)
            + (flex ? " (TensorFlow's own: convert the model without SELECT_TF_OPS)" : ""),
        refused);
  }

  private static String orStatus(String text, int status) {
    return text.isEmpty() ? "status " + status + statusName(status) : text;
  }

  private static String statusName(int status) {
    return status == UNRESOLVED_OPS ? " (unresolved operations)" : "";
  }
}
