package dev.vaccel.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * One product with random dimensions, content and kind of memory, and its reference: the
 * definition, written down as three loops in double.
 */
public final class RandomProduct {
  private static final byte GAP = 0x5a;

  private final boolean f64;
  private final Random random;
  private final Transpose transA;
  private final Transpose transB;
  private final int m;
  private final int n;
  private final int k;
  private final int lda;
  private final int ldb;
  private final int ldc;
  private final double alpha;
  private final double beta;
  private final MemorySegment a;
  private final MemorySegment b;
  private final MemorySegment c;
  private final byte[] before;

  /**
   * Draws one of these dimensions.
   *
   * @param arena of its native memory
   */
  public RandomProduct(Random random, Arena arena, boolean f64, int m, int n, int k) {
    this.random = random;
    this.f64 = f64;
    this.m = m;
    this.n = n;
    this.k = k;
    transA = random.nextBoolean() ? Transpose.TRANSPOSE : Transpose.NONE;
    transB = random.nextBoolean() ? Transpose.TRANSPOSE : Transpose.NONE;
    lda = leading(transA == Transpose.NONE ? k : m);
    ldb = leading(transB == Transpose.NONE ? n : k);
    ldc = leading(n);
    alpha = new double[] {1, 1, -0.5, 2.25, 0}[random.nextInt(5)];
    beta = new double[] {0, 0, 1, 0.75, -2}[random.nextInt(5)];
    a = filled(memory(arena, transA == Transpose.NONE ? extent(m, k, lda) : extent(k, m, lda)));
    b = filled(memory(arena, transB == Transpose.NONE ? extent(k, n, ldb) : extent(n, k, ldb)));
    // One element more than needed: what lies behind C must stay as it is.
    c = memory(arena, extent(m, n, ldc) + 1).fill(GAP);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        set(c, (long) i * ldc + j, beta == 0 ? Double.NaN : random.nextDouble() * 2 - 1);
      }
    }
    before = c.toArray(JAVA_BYTE);
  }

  /** Computes it, into its own C. */
  public void run(BlasApi blas) {
    if (f64) {
      blas.dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    } else {
      blas.sgemm(transA, transB, m, n, k, (float) alpha, a, lda, b, ldb, (float) beta, c, ldc);
    }
  }

  /**
   * What is wrong with the result, or empty. Tolerance: each of the k products and sums, and the
   * two scalings, may round once by half a unit in the last place of the sum of magnitudes, in
   * whatever order (Higham, Accuracy and Stability of Numerical Algorithms, 3.1); doubled for the
   * reference's own rounding in the f64 case.
   */
  public String difference() {
    double unit = f64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    double[] valuesA = values(a);
    double[] valuesB = values(b);
    MemorySegment old = MemorySegment.ofArray(before);
    byte[] expectedGaps = before.clone();
    MemorySegment masked = MemorySegment.ofArray(expectedGaps);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        long at = (long) i * ldc + j;
        double sum = 0;
        double magnitude = 0;
        for (int p = 0; p < k && alpha != 0; p++) {
          double x = valuesA[transA == Transpose.NONE ? i * lda + p : p * lda + i];
          double y = valuesB[transB == Transpose.NONE ? p * ldb + j : j * ldb + p];
          sum += x * y;
          magnitude += Math.abs(x * y);
        }
        double kept = beta == 0 ? 0 : beta * get(old, at);
        double expected = alpha * sum + kept;
        double tolerance = (k + 3) * unit * (Math.abs(alpha) * magnitude + Math.abs(kept));
        double actual = get(c, at);
        if (!(Math.abs(actual - expected) <= tolerance)) {
          return this + ": C[" + i + "," + j + "] is " + actual + ", expected " + expected;
        }
        set(masked, at, actual);
      }
    }
    return c.mismatch(masked) < 0 ? "" : this + ": a gap changed at byte " + c.mismatch(masked);
  }

  /** Computes a product in f32 and one in f64, and fails with what is wrong. */
  public static void check(BlasApi blas, Random random, int m, int n, int k) {
    for (boolean f64 : new boolean[] {false, true}) {
      try (Arena arena = Arena.ofConfined()) {
        RandomProduct product = new RandomProduct(random, arena, f64, m, n, k);
        product.run(blas);
        assertEquals("", product.difference());
      }
    }
  }

  @Override
  public String toString() {
    return "f64=%s %s %s m=%d n=%d k=%d lda=%d ldb=%d ldc=%d alpha=%s beta=%s a=%s b=%s c=%s"
        .formatted(
            f64, transA, transB, m, n, k, lda, ldb, ldc, alpha, beta, kind(a), kind(b), kind(c));
  }

  private int leading(int columns) {
    return Math.max(1, columns) + (random.nextBoolean() ? 0 : random.nextInt(5));
  }

  private static long extent(int rows, int columns, int leading) {
    return rows == 0 || columns == 0 ? 0 : (rows - 1L) * leading + columns;
  }

  /** Native or on the heap, aligned to a cache line, to elements, or not even that. */
  private MemorySegment memory(Arena arena, long elements) {
    long bytes = elements * (f64 ? 8 : 4);
    int element = f64 ? 8 : 4;
    return switch (random.nextInt(6)) {
      case 0 -> arena.allocate(bytes, 64);
      case 1 -> arena.allocate(bytes + element, 64).asSlice(element);
      case 2 -> arena.allocate(bytes + 1, 64).asSlice(1);
      case 3 ->
          f64
              ? MemorySegment.ofArray(new double[(int) elements])
              : MemorySegment.ofArray(new float[(int) elements]);
      case 4 ->
          f64
              ? MemorySegment.ofArray(new double[(int) elements + 3]).asSlice(3L * element, bytes)
              : MemorySegment.ofArray(new float[(int) elements + 3]).asSlice(3L * element, bytes);
      default -> MemorySegment.ofArray(new byte[(int) bytes + 5]).asSlice(5);
    };
  }

  private MemorySegment filled(MemorySegment memory) {
    for (long i = 0; i < memory.byteSize() / (f64 ? 8 : 4); i++) {
      set(memory, i, random.nextDouble() * 2 - 1);
    }
    return memory;
  }

  private double[] values(MemorySegment memory) {
    double[] values = new double[(int) (memory.byteSize() / (f64 ? 8 : 4))];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(memory, i);
    }
    return values;
  }

  private double get(MemorySegment memory, long element) {
    return f64
        ? memory.getAtIndex(JAVA_DOUBLE_UNALIGNED, element)
        : memory.getAtIndex(JAVA_FLOAT_UNALIGNED, element);
  }

  private void set(MemorySegment memory, long element, double value) {
    if (f64) {
      memory.setAtIndex(JAVA_DOUBLE_UNALIGNED, element, value);
    } else {
      memory.setAtIndex(JAVA_FLOAT_UNALIGNED, element, (float) value);
    }
  }

  private static String kind(MemorySegment memory) {
    return (memory.isNative() ? "native/" : "heap/") + memory.maxByteAlignment();
  }
}
