package dev.vaccel.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a C program would do: libturbojpeg, decoding to a quarter of each side, then a triangle
 * filter and normalising in C that gcc turns into vectors for this processor. Keeps its memory and
 * its decoder. Confined to one thread.
 */
@SuppressWarnings("restricted") // the point of it
final class TurboPeer {
  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <math.h>
      static int taps(int n, int side, int i, float *w, int *first) {
        double scale = (double)n / side, f = scale > 1 ? scale : 1, centre = (i + 0.5) * scale, sum = 0;
        int from = (int)fmax(centre - f + 0.5, 0), to = (int)fmin(centre + f + 0.5, n);
        for (int k = from; k < to; k++) {
          double d = fabs(k - centre + 0.5) / f;
          w[k - from] = d < 1 ? 1 - d : 0;
          sum += w[k - from];
        }
        for (int k = 0; k < to - from; k++) w[k] /= sum;
        *first = from;
        return to - from;
      }
      /* Down first: whole rows are added up. Then across, into planes from -1 to 1. */
      void preprocess(const unsigned char *restrict rgb, int width, int height, float *restrict out,
                      int side, float *restrict row, float *restrict w, float *restrict wx, int *restrict fx,
                      int *restrict cx) {
        int first, stride = 2 * width / side + 4;
        for (int x = 0; x < side; x++) cx[x] = taps(width, side, x, wx + x * stride, fx + x);
        for (int y = 0; y < side; y++) {
          int count = taps(height, side, y, w, &first);
          for (int i = 0; i < 3 * width; i++) row[i] = 0;
          for (int k = 0; k < count; k++) {
            const unsigned char *restrict line = rgb + (size_t)(first + k) * width * 3;
            float weight = w[k];
            for (int i = 0; i < 3 * width; i++) row[i] += weight * line[i];
          }
          for (int x = 0; x < side; x++) {
            float r = 0, g = 0, b = 0;
            const float *pixel = row + 3 * fx[x], *weight = wx + x * stride;
            for (int k = 0; k < cx[x]; k++, pixel += 3) {
              r += weight[k] * pixel[0];
              g += weight[k] * pixel[1];
              b += weight[k] * pixel[2];
            }
            out[y * side + x] = (r - 127.5f) / 127.5f;
            out[(side + y) * side + x] = (g - 127.5f) / 127.5f;
            out[(2 * side + y) * side + x] = (b - 127.5f) / 127.5f;
          }
        }
      }
      """;

  private static final Linker LINKER = Linker.nativeLinker();

  private final MethodHandle decompress;
  private final MethodHandle preprocess;
  private final MemorySegment handle;
  private final MemorySegment rgb;
  private final MemorySegment tensor;
  private final MemorySegment[] scratch = new MemorySegment[5];
  private final int width;
  private final int height;
  private final int side;

  private TurboPeer(Arena arena, Path library, int width, int height, int side) throws Throwable {
    this.width = width;
    this.height = height;
    this.side = side;
    SymbolLookup turbo = SymbolLookup.libraryLookup("libturbojpeg.so.0", Arena.global());
    handle =
        (MemorySegment)
            LINKER
                .downcallHandle(
                    turbo.findOrThrow("tjInitDecompress"), FunctionDescriptor.of(ADDRESS))
                .invokeExact();
    decompress =
        LINKER.downcallHandle(
            turbo.findOrThrow("tjDecompress2"),
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT));
    preprocess =
        LINKER.downcallHandle(
            SymbolLookup.libraryLookup(library, arena).findOrThrow("preprocess"),
            FunctionDescriptor.ofVoid(
                ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                ADDRESS));
    rgb = arena.allocate((long) width * height * 3, 64);
    tensor = arena.allocate(3L * side * side * Float.BYTES, 64);
    long taps = 2L * Math.max(width, height) / side + 4;
    long[] floats = {3L * width, taps, taps * side, side, side};
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = arena.allocate(floats[i] * Float.BYTES, 64);
    }
  }

  /**
   * Compiles and loads.
   *
   * @param width of the picture as it is decoded
   * @return null where there is no libturbojpeg or no gcc
   */
  static @Nullable TurboPeer start(Arena arena, Path directory, int width, int height, int side)
      throws Exception {
    Path source = Files.writeString(directory.resolve("resize.c"), SOURCE);
    Path library = directory.resolve("resize.so");
    try {
      Process gcc =
          new ProcessBuilder(
                  "gcc",
                  "-O3",
                  "-march=native",
                  "-ffast-math",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-lm")
              .inheritIO()
              .start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        return null;
      }
      return new TurboPeer(arena, library, width, height, side);
    } catch (IOException | IllegalArgumentException _) {
      return null;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tensor, valid until the next call. */
  MemorySegment run(MemorySegment jpeg) {
    try {
      int failed =
          (int)
              decompress.invokeExact(
                  handle, jpeg, jpeg.byteSize(), rgb, width, 3 * width, height, 0, 0);
      if (failed != 0) {
        throw new IllegalStateException("tjDecompress2 fails");
      }
      preprocess.invokeExact(
          rgb,
          width,
          height,
          tensor,
          side,
          scratch[0],
          scratch[1],
          scratch[2],
          scratch[3],
          scratch[4]);
      return tensor;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
