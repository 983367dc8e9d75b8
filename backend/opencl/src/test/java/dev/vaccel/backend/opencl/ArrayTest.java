package dev.vaccel.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.array.MinMax;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results against plain loops; seeds are fixed. Each is one operation of IEEE 754: exact. */
class ArrayTest {
  private static final int[] COUNTS = {0, 1, 2, 63, 64, 65, 1000, 65537, 1 << 20};

  @ParameterizedTest
  @EnumSource
  void copies(Where where) {
    Random random = new Random(71);
    where.arrays(
        array -> {
          for (int count : COUNTS) {
            int[] from = random.ints(count).toArray();
            int[] to = new int[count + 1];
            array.copy(count, MemorySegment.ofArray(from), MemorySegment.ofArray(to));
            int[] expected = java.util.Arrays.copyOf(from, count + 1);
            assertArrayEquals(expected, to);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void addsAndMultiplies(Where where) {
    Random random = new Random(72);
    where.arrays(
        array -> {
          for (int count : COUNTS) {
            try (Arena arena = Arena.ofConfined()) {
              // Bytes, at no alignment, and native memory.
              MemorySegment a = MemorySegment.ofArray(new byte[4 * count + 1]).asSlice(1);
              MemorySegment b = arena.allocate(4L * count + 4, 64).asSlice(4);
              for (int i = 0; i < count; i++) {
                a.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, random.nextFloat() - 0.5f);
                b.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() * 1e6f);
              }
              float[] c = new float[count];
              array.vectorAdd(count, a, b, MemorySegment.ofArray(c));
              float[] sum = new float[count];
              MemorySegment product = arena.allocate(4L * count, 4);
              array.parallel(count, a, b, MemorySegment.ofArray(sum), product);
              for (int i = 0; i < count; i++) {
                float x = a.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
                float y = b.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                assertEquals(x + y, c[i]);
                assertEquals(x + y, sum[i]);
                assertEquals(x * y, product.getAtIndex(ValueLayout.JAVA_FLOAT, i));
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void multipliesSquareMatrices(Where where) {
    Random random = new Random(73);
    where.arrays(
        array -> {
          for (int n : new int[] {0, 1, 2, 7, 33, 100}) {
            float[] a = new float[n * n];
            float[] b = new float[n * n];
            float[] c = new float[n * n];
            for (int i = 0; i < n * n; i++) {
              // Small whole numbers: sums are exact in any order.
              a[i] = random.nextInt(32) - 16;
              b[i] = random.nextInt(32) - 16;
            }
            array.multiply(
                n, MemorySegment.ofArray(a), MemorySegment.ofArray(b), MemorySegment.ofArray(c));
            for (int i = 0; i < n; i++) {
              for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < n; p++) {
                  sum += a[i * n + p] * b[p * n + j];
                }
                assertEquals(sum, c[i * n + j]);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void limitsAndFindsExtremes(Where where) {
    Random random = new Random(74);
    where.arrays(
        array -> {
          for (int count : COUNTS) {
            double[] in = random.doubles(count, -100, 100).toArray();
            if (count > 10) {
              in[3] = Double.NaN;
              in[count - 1] = Double.NEGATIVE_INFINITY;
            }
            double low = -20 - random.nextInt(100);
            double high = random.nextInt(120);
            double[] out = new double[count];
            MinMax found =
                array.minmax(
                    count, low, high, MemorySegment.ofArray(in), MemorySegment.ofArray(out));
            double min = Double.NaN;
            double max = Double.NaN;
            for (int i = 0; i < count; i++) {
              double limited = Double.isNaN(in[i]) ? in[i] : Math.clamp(in[i], low, high);
              assertEquals(limited, out[i]);
              if (!Double.isNaN(limited)) {
                min = Double.isNaN(min) ? limited : Math.min(min, limited);
                max = Double.isNaN(max) ? limited : Math.max(max, limited);
              }
            }
            assertEquals(new MinMax(min, max), found);
          }
          double[] none = {Double.NaN, Double.NaN};
          MemorySegment nan = MemorySegment.ofArray(none);
          MinMax found = array.minmax(2, 0, 1, nan, MemorySegment.ofArray(new double[2]));
          assertEquals(new MinMax(Double.NaN, Double.NaN), found);
        });
  }

  @Test
  void refusesWhatCannotBe() {
    Where.IN_PLACE.arrays(
        array -> {
          MemorySegment four = MemorySegment.ofArray(new int[4]);
          MemorySegment frozen = four.asReadOnly();
          expect(ErrorCode.INVALID_ARGUMENT, "count=-1", () -> array.copy(-1, four, four));
          expect(ErrorCode.SIZE_MISMATCH, "input has 16", () -> array.copy(5, four, four));
          expect(ErrorCode.INVALID_ARGUMENT, "read-only", () -> array.copy(4, four, frozen));
          expect(
              ErrorCode.SIZE_MISMATCH,
              "2147483647 elements",
              () -> array.vectorAdd(Integer.MAX_VALUE, four, four, four));
          expect(ErrorCode.SIZE_MISMATCH, "a has", () -> array.multiply(46341, four, four, four));
          expect(ErrorCode.INVALID_ARGUMENT, "low=2.0", () -> array.minmax(1, 2, 1, four, four));
          expect(
              ErrorCode.INVALID_ARGUMENT, "NaN", () -> array.minmax(1, Double.NaN, 1, four, four));
        });
  }

  @Test
  void aCallTakesNoMoreMemoryThanAllowed() {
    try (OpenclBackend backend = Devices.open("max-call-bytes", "1000");
        DeviceSession device = backend.openDevice()) {
      var array = new ArrayOperations(device, false);
      MemorySegment memory = MemorySegment.ofArray(new int[1000]);
      expect(
          ErrorCode.INVALID_ARGUMENT,
          "max-call-bytes",
          () -> array.copy(1000, memory, MemorySegment.ofArray(new int[1000])));
      int[] to = new int[100];
      array.copy(100, memory, MemorySegment.ofArray(to));
      assertEquals(0, to[99]);
    }
  }

  private static void expect(ErrorCode code, String part, Runnable call) {
    VaccelException e = assertThrows(InvalidArgumentException.class, call::run);
    assertEquals(code, e.code());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
