package dev.vaccel.models;

import java.util.Arrays;

/**
 * {@link Gemm} in plain loops. The innermost loop indexes all its arrays alike, because that is the
 * form which JDK 25's compiler turns into vector code without an alias check.
 */
final class ScalarGemm implements Gemm {
  /** Columns that are held in small arrays while the depth is walked. */
  private static final int TILE = 256;

  private static final int BLOCK_ROWS = 4;

  @Override
  public void multiply(
      Size size, float[] a, boolean transposed, float[] b, float[] c, boolean accumulate) {
    int rowStep = transposed ? 1 : size.depth();
    int depthStep = transposed ? size.rows() : 1;
    float[] line = new float[TILE];
    float[][] sums = new float[BLOCK_ROWS][TILE];
    for (int start = 0; start < size.columns(); start += TILE) {
      int width = Math.min(TILE, size.columns() - start);
      for (int i = 0; i < size.rows(); i += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, size.rows() - i);
        for (float[] sum : sums) {
          Arrays.fill(sum, 0);
        }
        for (int k = 0; k < size.depth(); k++) {
          System.arraycopy(b, k * size.columns() + start, line, 0, width);
          for (int row = 0; row < rows; row++) {
            addScaled(a[(i + row) * rowStep + k * depthStep], line, sums[row], width);
          }
        }
        for (int row = 0; row < rows; row++) {
          store(sums[row], c, (i + row) * size.columns() + start, width, accumulate);
        }
      }
    }
  }

  private static void addScaled(float factor, float[] line, float[] sum, int width) {
    for (int j = 0; j < width; j++) {
      sum[j] = Math.fma(factor, line[j], sum[j]);
    }
  }

  private static void store(float[] sum, float[] c, int out, int width, boolean accumulate) {
    for (int j = 0; j < width; j++) {
      c[out + j] = accumulate ? c[out + j] + sum[j] : sum[j];
    }
  }
}
