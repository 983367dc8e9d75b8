package dev.vaccel.cli;

import dev.vaccel.api.Tensor;
import java.util.Arrays;

/**
 * The finite numbers of a map; NaN each where there are none.
 *
 * @param least of them
 * @param median of them, the lower of two
 * @param greatest of them
 */
record DepthRange(float least, float median, float greatest) {
  /** Of an f32 tensor. */
  static DepthRange of(Tensor map) {
    float[] numbers = map.floats();
    int count = 0;
    for (float number : numbers) {
      if (Float.isFinite(number)) {
        numbers[count++] = number;
      }
    }
    if (count == 0) {
      return new DepthRange(Float.NaN, Float.NaN, Float.NaN);
    }
    Arrays.sort(numbers, 0, count);
    return new DepthRange(numbers[0], numbers[(count - 1) / 2], numbers[count - 1]);
  }
}
