package dev.vaccel.backend.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * C += alpha * op(A) * op(B) on f64; as {@link FloatGemm}, with half the width. Keeps its buffers;
 * one call at a time.
 */
final class DoubleGemm {
  private static final int DEPTH = 128;
  private static final int WIDTH = 256;
  private static final int TILE = 4;

  private final boolean fused;
  private final int depth;
  private final int width;
  private final double[][] blockB;
  private final double[][] sums;
  private final double[] stripA;
  private final double[] line;

  /**
   * Buffers for products of this shape.
   *
   * @param fused whether to use fused arithmetic: see {@link FusedArithmetic}
   */
  DoubleGemm(GemmShape shape, boolean fused) {
    this.fused = fused;
    depth = depthFor(shape);
    width = widthFor(shape);
    blockB = new double[depth][width];
    sums = new double[TILE][width];
    stripA = new double[TILE * depth];
    line = new double[Math.max(depth, width)];
  }

  /** Whether the buffers do for products of this shape. */
  boolean fits(GemmShape shape) {
    return depthFor(shape) <= depth && widthFor(shape) <= width;
  }

  void multiply(GemmShape s, double alpha, MemorySegment a, MemorySegment b, MemorySegment c) {
    int columns;
    for (int j = 0; j < s.n(); j += columns) {
      columns = Math.min(width, s.n() - j);
      int depthNow;
      for (int p = 0; p < s.k(); p += depthNow) {
        depthNow = Math.min(depth, s.k() - p);
        packB(s, b, p, depthNow, j, columns);
        int rows;
        for (int i = 0; i < s.m(); i += rows) {
          rows = Math.min(TILE, s.m() - i);
          packA(s, a, i, rows, p, depthNow);
          sumUp(depthNow, columns);
          for (int r = 0; r < rows; r++) {
            add(c, (long) (i + r) * s.ldc() + j, columns, alpha, sums[r]);
          }
        }
      }
    }
  }

  /** Rows up to a multiple of the tile are zeros, so that the kernel has no remainder. */
  private void packB(GemmShape s, MemorySegment b, int p, int depthNow, int j, int columns) {
    if (s.transB()) {
      for (int q = 0; q < columns; q++) {
        long start = (long) (j + q) * s.ldb() + p;
        MemorySegment.copy(b, JAVA_DOUBLE_UNALIGNED, start * Double.BYTES, line, 0, depthNow);
        for (int r = 0; r < depthNow; r++) {
          blockB[r][q] = line[r];
        }
      }
    } else {
      for (int r = 0; r < depthNow; r++) {
        long start = (long) (p + r) * s.ldb() + j;
        MemorySegment.copy(b, JAVA_DOUBLE_UNALIGNED, start * Double.BYTES, blockB[r], 0, columns);
      }
    }
    for (int r = depthNow; r % TILE != 0; r++) {
      Arrays.fill(blockB[r], 0, columns, 0);
    }
  }

  /** Rows of op(A) in tiles of four by four; what lies outside of op(A) is zero. */
  private void packA(GemmShape s, MemorySegment a, int i, int rows, int p, int depthNow) {
    Arrays.fill(stripA, 0, TILE * roundUp(depthNow), 0);
    for (int r = 0; r < rows; r++) {
      for (int q = 0; q < depthNow; q++) {
        long element =
            s.transA() ? (long) (p + q) * s.lda() + (i + r) : (long) (i + r) * s.lda() + (p + q);
        stripA[q / TILE * TILE * TILE + r * TILE + q % TILE] =
            a.get(JAVA_DOUBLE_UNALIGNED, element * Double.BYTES);
      }
    }
  }

  private void sumUp(int depthNow, int columns) {
    for (double[] sum : sums) {
      Arrays.fill(sum, 0, columns, 0);
    }
    for (int q = 0; q < depthNow; q += TILE) {
      double[] b0 = blockB[q];
      double[] b1 = blockB[q + 1];
      double[] b2 = blockB[q + 2];
      double[] b3 = blockB[q + 3];
      int at = q * TILE;
      if (fused) {
        fused(columns, sums[0], sums[1], sums[2], sums[3], stripA, at, b0, b1, b2, b3);
      } else {
        for (int r = 0; r < TILE; r++) {
          plain(columns, sums[r], stripA, at + r * TILE, b0, b1, b2, b3);
        }
      }
    }
  }

  private static void fused(
      int columns,
      double[] s0,
      double[] s1,
      double[] s2,
      double[] s3,
      double[] a,
      int at,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3) {
    double a00 = a[at];
    double a01 = a[at + 1];
    double a02 = a[at + 2];
    double a03 = a[at + 3];
    double a10 = a[at + 4];
    double a11 = a[at + 5];
    double a12 = a[at + 6];
    double a13 = a[at + 7];
    double a20 = a[at + 8];
    double a21 = a[at + 9];
    double a22 = a[at + 10];
    double a23 = a[at + 11];
    double a30 = a[at + 12];
    double a31 = a[at + 13];
    double a32 = a[at + 14];
    double a33 = a[at + 15];
    for (int j = 0; j < columns; j++) {
      double x0 = b0[j];
      double x1 = b1[j];
      double x2 = b2[j];
      double x3 = b3[j];
      s0[j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, s0[j]))));
      s1[j] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, s1[j]))));
      s2[j] = Math.fma(a23, x3, Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, s2[j]))));
      s3[j] = Math.fma(a33, x3, Math.fma(a32, x2, Math.fma(a31, x1, Math.fma(a30, x0, s3[j]))));
    }
  }

  /** One row at a time: HotSpot does not vectorise four without fused arithmetic. */
  private static void plain(
      int columns,
      double[] s,
      double[] a,
      int at,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3) {
    double a0 = a[at];
    double a1 = a[at + 1];
    double a2 = a[at + 2];
    double a3 = a[at + 3];
    for (int j = 0; j < columns; j++) {
      s[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private void add(MemorySegment c, long element, int columns, double alpha, double[] sum) {
    MemorySegment.copy(c, JAVA_DOUBLE_UNALIGNED, element * Double.BYTES, line, 0, columns);
    for (int j = 0; j < columns; j++) {
      line[j] += alpha * sum[j];
    }
    MemorySegment.copy(line, 0, c, JAVA_DOUBLE_UNALIGNED, element * Double.BYTES, columns);
  }

  private static int depthFor(GemmShape shape) {
    return roundUp(Math.min(DEPTH, shape.k()));
  }

  private static int widthFor(GemmShape shape) {
    return Math.min(WIDTH, shape.n());
  }

  private static int roundUp(int count) {
    return (count + TILE - 1) / TILE * TILE;
  }
}
