package dev.vaccel.testing;

import static dev.vaccel.api.Transpose.NONE;
import static dev.vaccel.api.Transpose.TRANSPOSE;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.vaccel.api.BlasApi;
import java.lang.foreign.MemorySegment;

/** NaN, infinities, empty matrices and factors of 0 and 1. */
public final class SpecialProducts {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private SpecialProducts() {}

  /** Fails with every case that these operations get wrong. */
  public static void check(BlasApi blas) {
    assertAll(
        () -> nanInAReachesItsRowOnly(blas),
        () -> nanTimesZeroIsNan(blas),
        () -> infinitiesFollowIeee754(blas),
        () -> betaZeroDoesNotReadC(blas),
        () -> alphaZeroReadsNeitherAnorB(blas),
        () -> alphaAndBetaZeroClearC(blas),
        () -> nanFactorsSpread(blas),
        () -> emptyInnerDimensionScalesC(blas),
        () -> emptyResultTouchesNothing(blas));
  }

  private static void nanInAReachesItsRowOnly(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {NAN, 1, 1, 1},
        new float[] {1, 0, 0, 1},
        1,
        0,
        new float[] {5, 5, 5, 5},
        new float[] {NAN, NAN, 1, 1});
  }

  private static void nanTimesZeroIsNan(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {0, 0, 1, 0},
        new float[] {2, 3, NAN, 4},
        1,
        0,
        new float[4],
        new float[] {NAN, 0, NAN, 3});
  }

  private static void infinitiesFollowIeee754(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {INF, 1, -INF, 0},
        new float[] {1, 0, 1, 1},
        1,
        0,
        new float[4],
        new float[] {INF, NAN, -INF, NAN});
  }

  private static void betaZeroDoesNotReadC(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {1, 2, 3, 4},
        new float[] {1, 0, 0, 1},
        1,
        0,
        new float[] {NAN, INF, NAN, -INF},
        new float[] {1, 2, 3, 4});
  }

  private static void alphaZeroReadsNeitherAnorB(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {NAN, INF, 1, 1},
        new float[] {INF, 1, 1, NAN},
        0,
        2,
        new float[] {1, 2, 3, 4},
        new float[] {2, 4, 6, 8});
  }

  private static void alphaAndBetaZeroClearC(BlasApi blas) {
    assertProduct(
        blas,
        new float[] {NAN, 1, 1, 1},
        new float[] {1, 1, 1, NAN},
        0,
        0,
        new float[] {NAN, 2, INF, 4},
        new float[4]);
  }

  private static void nanFactorsSpread(BlasApi blas) {
    float[] all = {NAN, NAN, NAN, NAN};
    float[] ones = {1, 1, 1, 1};
    assertProduct(blas, ones, ones, NAN, 0, ones, all);
    assertProduct(blas, ones, ones, 1, NAN, ones, all);
  }

  private static void emptyInnerDimensionScalesC(BlasApi blas) {
    double[] c = {1, 2, Double.NaN, 4};
    MemorySegment none = MemorySegment.ofArray(new double[0]);
    MemorySegment result = MemorySegment.ofArray(c);
    blas.dgemm(NONE, TRANSPOSE, 2, 1, 0, 1, none, 1, none, 1, 0.5, result, 3);
    assertArrayEquals(new double[] {0.5, 2, Double.NaN, 2}, c);
    blas.dgemm(NONE, NONE, 2, 2, 0, 1, none, 1, none, 2, 0, result, 2);
    assertArrayEquals(new double[4], c);
  }

  private static void emptyResultTouchesNothing(BlasApi blas) {
    MemorySegment none = MemorySegment.ofArray(new float[0]);
    MemorySegment some = MemorySegment.ofArray(new float[12]);
    blas.sgemm(NONE, NONE, 0, 3, 4, 1, none, 4, some, 3, 0, none, 3);
    blas.sgemm(NONE, NONE, 3, 0, 4, 1, some, 4, none, 1, 0, none, 1);
    blas.sgemm(TRANSPOSE, TRANSPOSE, 0, 0, 0, 1, none, 1, none, 1, 0, none, 1);
    assertArrayEquals(new float[12], some.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT));
  }

  /** Two by two, in f32 and f64; these small values are exact in both. */
  private static void assertProduct(
      BlasApi blas, float[] a, float[] b, float alpha, float beta, float[] c, float[] expected) {
    float[] result = c.clone();
    blas.sgemm(
        NONE,
        NONE,
        2,
        2,
        2,
        alpha,
        MemorySegment.ofArray(a),
        2,
        MemorySegment.ofArray(b),
        2,
        beta,
        MemorySegment.ofArray(result),
        2);
    assertArrayEquals(expected, result);
    double[] wideResult = wide(c);
    blas.dgemm(
        NONE,
        NONE,
        2,
        2,
        2,
        alpha,
        MemorySegment.ofArray(wide(a)),
        2,
        MemorySegment.ofArray(wide(b)),
        2,
        beta,
        MemorySegment.ofArray(wideResult),
        2);
    assertArrayEquals(wide(expected), wideResult);
  }

  private static double[] wide(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
