package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GemmTest {
  /** Full blocks, rows and columns left over, one of each, and more columns than a tile. */
  static Stream<Gemm.Size> sizes() {
    return Stream.of(
        new Gemm.Size(8, 64, 27),
        new Gemm.Size(7, 37, 5),
        new Gemm.Size(1, 1, 1),
        new Gemm.Size(6, 300, 9),
        new Gemm.Size(27, 16, 100));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void vectorsAndLoopsGiveTheSameBits(Gemm.Size size) {
    for (boolean transposed : new boolean[] {false, true}) {
      for (boolean accumulate : new boolean[] {false, true}) {
        assertArrayEquals(
            product(new ScalarGemm(), size, transposed, accumulate),
            product(new VectorGemm(), size, transposed, accumulate),
            "transposed=" + transposed + " accumulate=" + accumulate);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void agreesWithADoubleSum(Gemm.Size size) {
    float[] a = random(size.rows() * size.depth(), 1);
    float[] b = random(size.depth() * size.columns(), 2);
    float[] before = random(size.rows() * size.columns(), 3);
    float[] plain = product(new ScalarGemm(), size, false, true);
    float[] transposed = product(new ScalarGemm(), size, true, true);
    for (int i = 0; i < size.rows(); i++) {
      for (int j = 0; j < size.columns(); j++) {
        double sum = 0;
        double sumTransposed = 0;
        for (int k = 0; k < size.depth(); k++) {
          double right = b[k * size.columns() + j];
          sum += a[i * size.depth() + k] * right;
          sumTransposed += a[k * size.rows() + i] * right;
        }
        int at = i * size.columns() + j;
        // 100 terms below 1, each rounded to 24 bits.
        assertEquals(before[at] + sum, plain[at], 1e-5);
        assertEquals(before[at] + sumTransposed, transposed[at], 1e-5);
      }
    }
  }

  @Test
  void takesVectorsWhereTheModuleIsPresent() {
    assertInstanceOf(VectorGemm.class, Gemm.best());
  }

  private static float[] product(
      Gemm gemm, Gemm.Size size, boolean transposed, boolean accumulate) {
    float[] a = random(size.rows() * size.depth(), 1);
    float[] b = random(size.depth() * size.columns(), 2);
    float[] c = random(size.rows() * size.columns(), 3);
    gemm.multiply(size, a, transposed, b, c, accumulate);
    return c;
  }

  private static float[] random(int count, long seed) {
    var random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
