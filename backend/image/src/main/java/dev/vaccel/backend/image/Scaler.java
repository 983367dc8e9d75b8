package dev.vaccel.backend.image;

import dev.vaccel.model.ResizeFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scales a part of a picture into a part of another. Keeps its buffers and weights for the next
 * picture; one thread at a time.
 */
final class Scaler {
  private static final int HALF = 1 << (Taps.BITS - 1);

  private byte[] between = new byte[0];
  private int[] sums = new int[0];
  private @Nullable Taps columns;
  private @Nullable Taps rows;

  /**
   * Scales.
   *
   * @param taken part of {@code from}
   * @param filled part of {@code to} that is written; {@code to} has as many channels
   */
  void scale(Pixels from, Part taken, Pixels to, Part filled, ResizeFilter filter) {
    switch (filter) {
      case ANTIALIAS -> antialias(from, taken, to, filled);
      case BILINEAR -> Bilinear.scale(from, taken, to, filled);
    }
  }

  /** Across first, then down, rounded to whole pixels after each, as Pillow does. */
  private void antialias(Pixels from, Part taken, Pixels to, Part filled) {
    Taps across = columns;
    if (across == null || !across.isFor(taken.width(), filled.width())) {
      across = new Taps(taken.width(), filled.width());
      columns = across;
    }
    Taps down = rows;
    if (down == null || !down.isFor(taken.height(), filled.height())) {
      down = new Taps(taken.height(), filled.height());
      rows = down;
    }
    int rowBytes = filled.width() * from.channels;
    if (between.length < rowBytes * taken.height()) {
      between = new byte[rowBytes * taken.height()];
    }
    if (sums.length < rowBytes) {
      sums = new int[rowBytes];
    }
    for (int y = 0; y < taken.height(); y++) {
      int start = ((taken.top() + y) * from.width + taken.left()) * from.channels;
      if (from.channels == 3) {
        rowOfColor(from.data, start, across, between, y * rowBytes);
      } else {
        rowOfGray(from.data, start, across, between, y * rowBytes);
      }
    }
    for (int y = 0; y < filled.height(); y++) {
      int start = ((filled.top() + y) * to.width + filled.left()) * to.channels;
      column(down, y, rowBytes, to.data, start);
    }
  }

  private static void rowOfColor(byte[] from, int start, Taps taps, byte[] to, int toStart) {
    int[] weights = taps.weights;
    int at = toStart;
    for (int x = 0; x < taps.first.length; x++) {
      int source = start + 3 * taps.first[x];
      int weight = x * taps.stride;
      int c0 = HALF;
      int c1 = HALF;
      int c2 = HALF;
      for (int k = 0; k < taps.count[x]; k++) {
        int w = weights[weight + k];
        c0 += w * (from[source] & 0xFF);
        c1 += w * (from[source + 1] & 0xFF);
        c2 += w * (from[source + 2] & 0xFF);
        source += 3;
      }
      to[at] = pixel(c0);
      to[at + 1] = pixel(c1);
      to[at + 2] = pixel(c2);
      at += 3;
    }
  }

  private static void rowOfGray(byte[] from, int start, Taps taps, byte[] to, int toStart) {
    for (int x = 0; x < taps.first.length; x++) {
      int source = start + taps.first[x];
      int sum = HALF;
      for (int k = 0; k < taps.count[x]; k++) {
        sum += taps.weights[x * taps.stride + k] * (from[source + k] & 0xFF);
      }
      to[toStart + x] = pixel(sum);
    }
  }

  /** One row of the result: whole rows are added up, which the compiler turns into vectors. */
  private void column(Taps taps, int y, int rowBytes, byte[] to, int toStart) {
    int[] row = sums;
    byte[] lines = between;
    Arrays.fill(row, 0, rowBytes, HALF);
    for (int k = 0; k < taps.count[y]; k++) {
      int weight = taps.weights[y * taps.stride + k];
      int source = (taps.first[y] + k) * rowBytes;
      for (int i = 0; i < rowBytes; i++) {
        row[i] += weight * (lines[source + i] & 0xFF);
      }
    }
    for (int i = 0; i < rowBytes; i++) {
      to[toStart + i] = pixel(row[i]);
    }
  }

  private static byte pixel(int sum) {
    // Weights that were each rounded up may add up to a hair more than one.
    return (byte) Math.min(sum >> Taps.BITS, 255);
  }
}
