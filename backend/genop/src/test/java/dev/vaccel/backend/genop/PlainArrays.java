package dev.vaccel.backend.genop;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.array.MinMax;
import java.lang.foreign.MemorySegment;

/** The definitions, in plain loops. */
final class PlainArrays implements ArrayApi {
  @Override
  public void copy(int count, MemorySegment input, MemorySegment output) {
    output.copyFrom(input.asSlice(0, 4L * count));
  }

  @Override
  public void vectorAdd(int count, MemorySegment a, MemorySegment b, MemorySegment c) {
    for (int i = 0; i < count; i++) {
      c.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, i) + b.getAtIndex(JAVA_FLOAT, i));
    }
  }

  @Override
  public void parallel(
      int count, MemorySegment a, MemorySegment b, MemorySegment sum, MemorySegment product) {
    vectorAdd(count, a, b, sum);
    for (int i = 0; i < count; i++) {
      product.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, i) * b.getAtIndex(JAVA_FLOAT, i));
    }
  }

  @Override
  public void multiply(int n, MemorySegment a, MemorySegment b, MemorySegment c) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
          sum +=
              a.getAtIndex(JAVA_FLOAT, (long) i * n + k)
                  * b.getAtIndex(JAVA_FLOAT, (long) k * n + j);
        }
        c.setAtIndex(JAVA_FLOAT, (long) i * n + j, sum);
      }
    }
  }

  @Override
  public MinMax minmax(
      int count, double low, double high, MemorySegment input, MemorySegment output) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      double value = Math.clamp(input.getAtIndex(JAVA_DOUBLE, i), low, high);
      output.setAtIndex(JAVA_DOUBLE, i, value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return new MinMax(min, max);
  }
}
