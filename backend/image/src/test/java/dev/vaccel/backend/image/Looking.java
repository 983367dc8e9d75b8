package dev.vaccel.backend.image;

import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.util.function.Function;

/** What a model answers that looks for the bright part of a square gray picture, -1 to 1. */
final class Looking {
  /** Between the grays of what is bright and what is not. */
  static final float BRIGHT = -0.35f;

  private Looking() {}

  /** The answer of a task's model. */
  static Function<float[], Tensor> of(String task) {
    return switch (task) {
      case "classify" -> Looking::thirds;
      case "detect" -> Looking::box;
      case "segment" -> Looking::mask;
      case "pose" -> Looking::body;
      case "depth" -> seen -> Tensor.ofFloats(Shape.of(1, side(seen), side(seen)), seen);
      default -> throw new IllegalArgumentException(task);
    };
  }

  /** The decoding that understands it. */
  static String decoding(String task) {
    return switch (task) {
      case "classify" -> "";
      case "detect" -> ",`decoding`:{`method`:`yolov5`,`unit`:`fraction`}";
      case "segment" -> ",`decoding`:{`method`:`class-mask`}";
      case "pose" -> ",`decoding`:{`method`:`key-points`}";
      case "depth" -> ",`decoding`:{`method`:`depth-map`,`inverse`:false}";
      default -> throw new IllegalArgumentException(task);
    };
  }

  /** How bright each third is, from the left. */
  private static Tensor thirds(float[] seen) {
    float[] scores = new float[3];
    for (int i = 0; i < seen.length; i++) {
      scores[i % side(seen) * 3 / side(seen)] += seen[i] * 8 / seen.length;
    }
    return Tensor.ofFloats(Shape.of(1, 3), scores);
  }

  private static Tensor box(float[] seen) {
    Moments across = Moments.of(seen, false);
    Moments down = Moments.of(seen, true);
    return Tensor.ofFloats(
        Shape.of(1, 1, 7), across.mean(), down.mean(), across.extent(), down.extent(), 1, 1, 0);
  }

  private static Tensor mask(float[] seen) {
    float[] mask = new float[seen.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = seen[i] > BRIGHT ? 1 : 0;
    }
    return Tensor.ofFloats(Shape.of(1, side(seen), side(seen)), mask);
  }

  /** The middle and a corner. */
  private static Tensor body(float[] seen) {
    Moments across = Moments.of(seen, false);
    Moments down = Moments.of(seen, true);
    float left = across.mean() - across.extent() / 2;
    float top = down.mean() - down.extent() / 2;
    return Tensor.ofFloats(
        Shape.of(1, 1, 2, 3), down.mean(), across.mean(), 0.75f, top, left, 0.5f);
  }

  private static int side(float[] seen) {
    return (int) Math.sqrt(seen.length);
  }

  /** Of what is bright along one axis, as fractions; exact for a rectangle. */
  private record Moments(float mean, float extent) {
    static Moments of(float[] seen, boolean down) {
      int side = side(seen);
      double sum = 0;
      double first = 0;
      double second = 0;
      for (int i = 0; i < seen.length; i++) {
        double weight = Math.max(0, seen[i] + 0.5);
        double at = ((down ? i / side : i % side) + 0.5) / side;
        sum += weight;
        first += weight * at;
        second += weight * at * at;
      }
      double mean = first / sum;
      return new Moments((float) mean, (float) Math.sqrt(12 * (second / sum - mean * mean)));
    }
  }
}
