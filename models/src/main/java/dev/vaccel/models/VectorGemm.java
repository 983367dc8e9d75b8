package dev.vaccel.models;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Gemm} with the vector module: blocks of four rows by two vectors stay in registers. Loaded
 * only where the module is present.
 */
final class VectorGemm implements Gemm {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int BLOCK_ROWS = 4;

  @Override
  public void multiply(
      Size size, float[] a, boolean transposed, float[] b, float[] c, boolean accumulate) {
    int rowStep = transposed ? 1 : size.depth();
    int depthStep = transposed ? size.rows() : 1;
    int i = 0;
    for (; i + BLOCK_ROWS <= size.rows(); i += BLOCK_ROWS) {
      int j = 0;
      for (; j + 2 * LANES <= size.columns(); j += 2 * LANES) {
        wideBlock(size, i, j, a, rowStep, depthStep, b, c, accumulate);
      }
      for (; j + LANES <= size.columns(); j += LANES) {
        block(size, i, j, a, rowStep, depthStep, b, c, accumulate);
      }
      for (int row = i; row < i + BLOCK_ROWS; row++) {
        tail(size, row, j, a, row * rowStep, depthStep, b, c, accumulate);
      }
    }
    for (; i < size.rows(); i++) {
      tail(size, i, 0, a, i * rowStep, depthStep, b, c, accumulate);
    }
  }

  private static void wideBlock(
      Size size,
      int i,
      int j,
      float[] a,
      int rowStep,
      int depthStep,
      float[] b,
      float[] c,
      boolean accumulate) {
    var left0 = FloatVector.zero(SPECIES);
    var left1 = left0;
    var left2 = left0;
    var left3 = left0;
    var right0 = left0;
    var right1 = left0;
    var right2 = left0;
    var right3 = left0;
    int columns = size.columns();
    int depth = size.depth();
    int at = i * rowStep;
    int bRow = j;
    for (int k = 0; k < depth; k++, at += depthStep, bRow += columns) {
      var left = FloatVector.fromArray(SPECIES, b, bRow);
      var right = FloatVector.fromArray(SPECIES, b, bRow + LANES);
      var factor = FloatVector.broadcast(SPECIES, a[at]);
      left0 = left.fma(factor, left0);
      right0 = right.fma(factor, right0);
      factor = FloatVector.broadcast(SPECIES, a[at + rowStep]);
      left1 = left.fma(factor, left1);
      right1 = right.fma(factor, right1);
      factor = FloatVector.broadcast(SPECIES, a[at + 2 * rowStep]);
      left2 = left.fma(factor, left2);
      right2 = right.fma(factor, right2);
      factor = FloatVector.broadcast(SPECIES, a[at + 3 * rowStep]);
      left3 = left.fma(factor, left3);
      right3 = right.fma(factor, right3);
    }
    int out = i * columns + j;
    store(left0, c, out, accumulate);
    store(right0, c, out + LANES, accumulate);
    store(left1, c, out + columns, accumulate);
    store(right1, c, out + columns + LANES, accumulate);
    store(left2, c, out + 2 * columns, accumulate);
    store(right2, c, out + 2 * columns + LANES, accumulate);
    store(left3, c, out + 3 * columns, accumulate);
    store(right3, c, out + 3 * columns + LANES, accumulate);
  }

  private static void block(
      Size size,
      int i,
      int j,
      float[] a,
      int rowStep,
      int depthStep,
      float[] b,
      float[] c,
      boolean accumulate) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = sum0;
    var sum2 = sum0;
    var sum3 = sum0;
    int columns = size.columns();
    int depth = size.depth();
    int at = i * rowStep;
    int bRow = j;
    for (int k = 0; k < depth; k++, at += depthStep, bRow += columns) {
      var right = FloatVector.fromArray(SPECIES, b, bRow);
      sum0 = right.fma(FloatVector.broadcast(SPECIES, a[at]), sum0);
      sum1 = right.fma(FloatVector.broadcast(SPECIES, a[at + rowStep]), sum1);
      sum2 = right.fma(FloatVector.broadcast(SPECIES, a[at + 2 * rowStep]), sum2);
      sum3 = right.fma(FloatVector.broadcast(SPECIES, a[at + 3 * rowStep]), sum3);
    }
    int out = i * columns + j;
    store(sum0, c, out, accumulate);
    store(sum1, c, out + columns, accumulate);
    store(sum2, c, out + 2 * columns, accumulate);
    store(sum3, c, out + 3 * columns, accumulate);
  }

  /** The columns from {@code from} on of one row, one by one: those that do not fill a vector. */
  private static void tail(
      Size size,
      int i,
      int from,
      float[] a,
      int aRow,
      int depthStep,
      float[] b,
      float[] c,
      boolean accumulate) {
    for (int j = from; j < size.columns(); j++) {
      float sum = 0;
      for (int k = 0; k < size.depth(); k++) {
        sum = Math.fma(a[aRow + k * depthStep], b[k * size.columns() + j], sum);
      }
      int out = i * size.columns() + j;
      c[out] = accumulate ? c[out] + sum : sum;
    }
  }

  private static void store(FloatVector sum, float[] c, int offset, boolean accumulate) {
    (accumulate ? FloatVector.fromArray(SPECIES, c, offset).add(sum) : sum).intoArray(c, offset);
  }
}
