package dev.vaccel.backend.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** C = beta * C. With beta = 0, C becomes 0 without being read; with beta = 1 it is not touched. */
final class Scaling {
  private Scaling() {}

  static void scale(GemmShape shape, float beta, MemorySegment c) {
    if (beta == 1) {
      return;
    }
    for (int i = 0; i < shape.m(); i++) {
      MemorySegment row = row(shape, i, c, Float.BYTES);
      if (beta == 0) {
        row.fill((byte) 0);
        continue;
      }
      for (int j = 0; j < shape.n(); j++) {
        row.setAtIndex(JAVA_FLOAT_UNALIGNED, j, beta * row.getAtIndex(JAVA_FLOAT_UNALIGNED, j));
      }
    }
  }

  static void scale(GemmShape shape, double beta, MemorySegment c) {
    if (beta == 1) {
      return;
    }
    for (int i = 0; i < shape.m(); i++) {
      MemorySegment row = row(shape, i, c, Double.BYTES);
      if (beta == 0) {
        row.fill((byte) 0);
        continue;
      }
      for (int j = 0; j < shape.n(); j++) {
        row.setAtIndex(JAVA_DOUBLE_UNALIGNED, j, beta * row.getAtIndex(JAVA_DOUBLE_UNALIGNED, j));
      }
    }
  }

  private static MemorySegment row(GemmShape shape, int i, MemorySegment c, int elementBytes) {
    return c.asSlice((long) i * shape.ldc() * elementBytes, (long) shape.n() * elementBytes);
  }
}
