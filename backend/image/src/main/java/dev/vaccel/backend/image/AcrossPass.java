package dev.vaccel.backend.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Scales strips of rows to another width. Columns are turned first, so that the same pixel of all
 * rows stands together: then the innermost loop runs over rows, with one weight, and the compiler
 * turns it into vectors; over the few neighbours of one row it does not. For the same reason sums
 * are doubles, in which all of this is exact: of two arrays of integers it could not tell that they
 * are different memory. One thread at a time.
 */
final class AcrossPass {
  /** Rows of a strip. */
  static final int ROWS = 64;

  /** Columns that are kept turned at most, 2 MiB; what needs more is scaled row by row. */
  private static final int MAX_COLUMNS = 8192;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * A ring of columns: those that the present target pixel is made of, and perhaps more. A pixel is
   * one number, its first channel lowest.
   */
  private int[] turned = new int[0];

  // Of the channels; gray has the first.
  private final double[] sums0 = new double[ROWS];
  private final double[] sums1 = new double[ROWS];
  private final double[] sums2 = new double[ROWS];

  /** Rows of the last strip in their new width, one behind the other, channels interleaved. */
  int[] lines = new int[0];

  /**
   * Scales a strip into {@link #lines}.
   *
   * @param top first of its rows, counted from the top of {@code taken}
   * @param rows at most {@link #ROWS}
   */
  void strip(Pixels from, Part taken, int top, int rows, Taps taps) {
    int channels = from.channels;
    int lineLength = taps.first.length * channels;
    if (lines.length < lineLength * rows) {
      lines = new int[lineLength * rows];
    }
    if (taps.stride > MAX_COLUMNS) {
      for (int row = 0; row < rows; row++) {
        int start = start(from, taken, top + row);
        for (int c = 0; c < channels; c++) {
          plain(from.data, start + c, channels, taps, row * lineLength + c);
        }
      }
      return;
    }
    int ring = Integer.highestOneBit(taps.stride) << 1;
    if (turned.length < ring * ROWS) {
      turned = new int[ring * ROWS];
    }
    int start = start(from, taken, top);
    int rowBytes = from.width * channels;
    int column = 0;
    for (int x = 0; x < taps.first.length; x++) {
      int end = taps.first[x] + taps.count[x];
      for (column = Math.max(column, taps.first[x]); column < end; column++) {
        int to = (column & (ring - 1)) * ROWS;
        turn(from.data, start + column * channels, rowBytes, rows, channels, to);
      }
      int weight = x * taps.stride;
      if (channels == 3) {
        clear();
        for (int k = taps.first[x]; k < end; k++) {
          addColor((k & (ring - 1)) * ROWS, taps.weights[weight++]);
        }
        for (int row = 0, at = x * 3; row < rows; row++, at += lineLength) {
          lines[at] = Taps.pixel((int) sums0[row]);
          lines[at + 1] = Taps.pixel((int) sums1[row]);
          lines[at + 2] = Taps.pixel((int) sums2[row]);
        }
      } else {
        Arrays.fill(sums0, Taps.HALF);
        for (int k = taps.first[x]; k < end; k++) {
          add(sums0, turned, (k & (ring - 1)) * ROWS, taps.weights[weight++]);
        }
        for (int row = 0, at = x; row < rows; row++, at += lineLength) {
          lines[at] = Taps.pixel((int) sums0[row]);
        }
      }
    }
  }

  private static int start(Pixels from, Part taken, int row) {
    return ((taken.top() + row) * from.width + taken.left()) * from.channels;
  }

  /** A column of a strip, from {@code start} down. */
  private void turn(byte[] data, int start, int rowBytes, int rows, int channels, int to) {
    int[] out = turned;
    int end = to + rows;
    int from = start;
    if (channels == 1) {
      for (int at = to; at < end; at++, from += rowBytes) {
        out[at] = data[from] & 0xFF;
      }
    } else if (start + (rows - 1) * rowBytes + Integer.BYTES <= data.length) {
      for (int at = to; at < end; at++, from += rowBytes) {
        out[at] = (int) INT.get(data, from);
      }
    } else {
      // No byte behind the picture's last pixel.
      for (int at = to; at < end; at++, from += rowBytes) {
        out[at] =
            (data[from] & 0xFF) | ((data[from + 1] & 0xFF) << 8) | ((data[from + 2] & 0xFF) << 16);
      }
    }
  }

  private void clear() {
    Arrays.fill(sums0, Taps.HALF);
    Arrays.fill(sums1, Taps.HALF);
    Arrays.fill(sums2, Taps.HALF);
  }

  /** Of all rows, also those that a short strip does not have. */
  private void addColor(int from, int weight) {
    double factor = weight;
    int[] pixels = turned;
    double[] s0 = sums0;
    double[] s1 = sums1;
    double[] s2 = sums2;
    for (int row = 0; row < ROWS; row++) {
      int pixel = pixels[from + row];
      s0[row] += factor * (pixel & 0xFF);
      s1[row] += factor * ((pixel >>> 8) & 0xFF);
      s2[row] += factor * ((pixel >>> 16) & 0xFF);
    }
  }

  /** Adds so many values as there are sums. */
  static void add(double[] sums, int[] values, int from, int weight) {
    double factor = weight;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * values[from + i];
    }
  }

  /** One channel of one row. */
  private void plain(byte[] data, int start, int step, Taps taps, int to) {
    for (int x = 0; x < taps.first.length; x++) {
      int from = start + taps.first[x] * step;
      int sum = Taps.HALF;
      for (int k = 0; k < taps.count[x]; k++, from += step) {
        sum += taps.weights[x * taps.stride + k] * (data[from] & 0xFF);
      }
      lines[to + x * step] = Taps.pixel(sum);
    }
  }
}
