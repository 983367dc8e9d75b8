package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Label;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Quantization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Turns a classifier's output into labels. */
final class Scores {
  /** TensorFlow Lite fixes a quantised softmax's scale: 1/256, from the type's lowest value. */
  private static final float QUANTUM = 1 / 256f;

  /** How far f16 probabilities, each rounded, may be from adding up to 1. */
  private static final double SUM_TOLERANCE = 0.05;

  private Scores() {}

  /**
   * The numbers of an output with one score for each class: every dimension but one is 1.
   *
   * @param quantization of whole numbers; null: they are probabilities
   * @throws UnsupportedException for another shape or type
   */
  static float[] read(String output, Tensor tensor, @Nullable Quantization quantization) {
    Shape shape = tensor.shape();
    int wide = 0;
    for (int i = 0; i < shape.rank(); i++) {
      wide += shape.dim(i) == 1 ? 0 : 1;
    }
    if (wide > 1 || shape.elementCount() == 0) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "output '"
              + output
              + "' has shape "
              + shape
              + ": classify needs one score for each class, [1,N] or [1,N,1,1]; use tensor");
    }
    float[] values = Values.of(output, tensor, quantization(output, tensor, quantization)).numbers;
    for (int i = 0; i < values.length; i++) {
      if (Float.isNaN(values[i])) {
        throw new BackendException(
            ErrorCode.BACKEND_FAILED,
            "output '" + output + "' is NaN for class " + i + ": the model does not fit its input");
      }
    }
    return values;
  }

  /**
   * Makes probabilities, in place.
   *
   * @param kind null: guessed, probabilities if they are from 0 to 1 and add up to 1, else logits
   */
  static void normalise(float[] values, @Nullable OutputKind kind) {
    boolean logits = kind == null ? !looksNormal(values) : kind == OutputKind.LOGITS;
    if (!logits) {
      return;
    }
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      max = Math.max(max, value);
    }
    double sum = 0;
    double[] powers = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      // Two infinities are equally likely, not NaN.
      powers[i] = values[i] == max ? 1 : Math.exp((double) values[i] - max);
      sum += powers[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (powers[i] / sum);
    }
  }

  /** The highest scores, falling; equal ones in the order of their classes. */
  static List<Label> top(float[] values, int count, List<String> labels) {
    Comparator<Integer> worstFirst =
        Comparator.<Integer>comparingDouble(i -> values[i])
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(worstFirst);
    for (int i = 0; i < values.length; i++) {
      if (best.size() < count) {
        best.add(i);
      } else if (values[i] > values[best.element()]) {
        best.remove();
        best.add(i);
      }
    }
    List<Label> top = new ArrayList<>();
    while (!best.isEmpty()) {
      int index = best.remove();
      String text = labels.isEmpty() ? "class " + index : labels.get(index);
      top.add(new Label(index, text, values[index]));
    }
    return top.reversed();
  }

  private static boolean looksNormal(float[] values) {
    double sum = 0;
    for (float value : values) {
      if (value < 0 || value > 1) {
        return false;
      }
      sum += value;
    }
    return Math.abs(sum - 1) < SUM_TOLERANCE;
  }

  /** Whole numbers that nobody explains are probabilities. */
  private static @Nullable Quantization quantization(
      String output, Tensor tensor, @Nullable Quantization said) {
    return switch (tensor.elementType()) {
      case U8 -> said == null ? new Quantization(QUANTUM, 0) : said;
      case I8 -> said == null ? new Quantization(QUANTUM, Byte.MIN_VALUE) : said;
      case F16, BF16, F32, F64 -> said;
      case I16, U16, I32, U32, I64, U64, BOOL, STRING ->
          throw new UnsupportedException(
              ErrorCode.UNSUPPORTED_TYPE,
              "output '"
                  + output
                  + "' is "
                  + tensor.elementType().lowerName()
                  + ": classify needs scores as f16, bf16, f32, f64, u8 or i8");
    };
  }
}
