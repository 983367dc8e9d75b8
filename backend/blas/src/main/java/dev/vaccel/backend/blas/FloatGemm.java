package dev.vaccel.backend.blas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * C += alpha * op(A) * op(B) on f32, blocked. A block of op(B) of at most {@link #DEPTH} by {@link
 * #WIDTH} elements is copied to arrays (256 KiB: it stays in a second-level cache), one for each of
 * its rows; four rows of C are summed up in arrays of their own (first-level cache) over four rows
 * of B at a time. Separate arrays with one common index are what HotSpot turns into vector code:
 * every element of B that is loaded serves four fused multiply-adds. Keeps its buffers; one call at
 * a time.
 */
final class FloatGemm {
  private static final int DEPTH = 128;
  private static final int WIDTH = 512;
  private static final int TILE = 4;

  private final boolean fused;
  private final int depth;
  private final int width;
  private final float[][] blockB;
  private final float[][] sums;
  private final float[] stripA;
  private final float[] line;

  /**
   * Buffers for products of this shape.
   *
   * @param fused whether to use fused arithmetic: see {@link FusedArithmetic}
   */
  FloatGemm(GemmShape shape, boolean fused) {
    this.fused = fused;
    depth = depthFor(shape);
    width = widthFor(shape);
    blockB = new float[depth][width];
    sums = new float[TILE][width];
    stripA = new float[TILE * depth];
    line = new float[Math.max(depth, width)];
  }

  /** Whether the buffers do for products of this shape. */
  boolean fits(GemmShape shape) {
    return depthFor(shape) <= depth && widthFor(shape) <= width;
  }

  void multiply(GemmShape s, float alpha, MemorySegment a, MemorySegment b, MemorySegment c) {
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
        MemorySegment.copy(b, JAVA_FLOAT_UNALIGNED, start * Float.BYTES, line, 0, depthNow);
        for (int r = 0; r < depthNow; r++) {
          blockB[r][q] = line[r];
        }
      }
    } else {
      for (int r = 0; r < depthNow; r++) {
        long start = (long) (p + r) * s.ldb() + j;
        MemorySegment.copy(b, JAVA_FLOAT_UNALIGNED, start * Float.BYTES, blockB[r], 0, columns);
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
            a.get(JAVA_FLOAT_UNALIGNED, element * Float.BYTES);
      }
    }
  }

  private void sumUp(int depthNow, int columns) {
    for (float[] sum : sums) {
      Arrays.fill(sum, 0, columns, 0);
    }
    for (int q = 0; q < depthNow; q += TILE) {
      float[] b0 = blockB[q];
      float[] b1 = blockB[q + 1];
      float[] b2 = blockB[q + 2];
      float[] b3 = blockB[q + 3];
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
      float[] s0,
      float[] s1,
      float[] s2,
      float[] s3,
      float[] a,
      int at,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3) {
    float a00 = a[at];
    float a01 = a[at + 1];
    float a02 = a[at + 2];
    float a03 = a[at + 3];
    float a10 = a[at + 4];
    float a11 = a[at + 5];
    float a12 = a[at + 6];
    float a13 = a[at + 7];
    float a20 = a[at + 8];
    float a21 = a[at + 9];
    float a22 = a[at + 10];
    float a23 = a[at + 11];
    float a30 = a[at + 12];
    float a31 = a[at + 13];
    float a32 = a[at + 14];
    float a33 = a[at + 15];
    for (int j = 0; j < columns; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      float x3 = b3[j];
      s0[j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, s0[j]))));
      s1[j] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, s1[j]))));
      s2[j] = Math.fma(a23, x3, Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, s2[j]))));
      s3[j] = Math.fma(a33, x3, Math.fma(a32, x2, Math.fma(a31, x1, Math.fma(a30, x0, s3[j]))));
    }
  }

  /** One row at a time: HotSpot does not vectorise four without fused arithmetic. */
  private static void plain(
      int columns, float[] s, float[] a, int at, float[] b0, float[] b1, float[] b2, float[] b3) {
    float a0 = a[at];
    float a1 = a[at + 1];
    float a2 = a[at + 2];
    float a3 = a[at + 3];
    for (int j = 0; j < columns; j++) {
      s[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private void add(MemorySegment c, long element, int columns, float alpha, float[] sum) {
    MemorySegment.copy(c, JAVA_FLOAT_UNALIGNED, element * Float.BYTES, line, 0, columns);
    for (int j = 0; j < columns; j++) {
      line[j] += alpha * sum[j];
    }
    MemorySegment.copy(line, 0, c, JAVA_FLOAT_UNALIGNED, element * Float.BYTES, columns);
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
