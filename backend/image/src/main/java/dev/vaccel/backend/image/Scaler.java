package dev.vaccel.backend.image;

import dev.vaccel.model.ResizeFilter;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scales a part of a picture into a part of another. Keeps its buffers and weights for the next
 * picture; they grow with the target, and with a strip of the source, not with all of it. One
 * thread at a time.
 */
final class Scaler {
  private final AcrossPass acrossPass = new AcrossPass();

  /** Of the target's rows that have begun: from the first that is not written, in their order. */
  private final ArrayDeque<double[]> begun = new ArrayDeque<>();

  private double[] spare = new double[0];
  private @Nullable Taps columns;
  private @Nullable Taps rows;

  /**
   * Scales.
   *
   * @param taken part of {@code from}
   * @param filled part of {@code to} that is written; {@code to} has as many channels
   */
  void scale(Pixels from, Part taken, Pixels to, Part filled, ResizeFilter filter) {
    scale(from, Area.of(taken), to, filled, filter);
  }

  /** The same for a part that may begin and end inside of pixels, which {@code BILINEAR} rounds. */
  void scale(Pixels from, Area taken, Pixels to, Part filled, ResizeFilter filter) {
    switch (filter) {
      case ANTIALIAS -> antialias(from, taken, to, filled);
      case BILINEAR -> Bilinear.scale(from, taken.enclosing(), to, filled);
    }
  }

  /** Across first, then down, rounded to whole pixels after each, as Pillow does. */
  private void antialias(Pixels from, Area area, Pixels to, Part filled) {
    Part taken = area.enclosing();
    Taps across = columns;
    if (across == null || !across.isFor(area.across(), filled.width())) {
      across = new Taps(area.across(), filled.width());
      columns = across;
    }
    Taps down = rows;
    if (down == null || !down.isFor(area.down(), filled.height())) {
      down = new Taps(area.down(), filled.height());
      rows = down;
    }
    begun.clear();
    int written = 0;
    for (int top = 0; top < taken.height(); top += AcrossPass.ROWS) {
      int end = Math.min(top + AcrossPass.ROWS, taken.height());
      acrossPass.strip(from, taken, top, end - top, across);
      written = down(down, top, end, written, to, filled);
    }
  }

  /**
   * Adds a strip to those rows of the target that it is part of, and writes the complete ones.
   *
   * @param written rows of the target that are complete
   * @return the same, now
   */
  private int down(Taps taps, int top, int end, int written, Pixels to, Part filled) {
    int lineLength = filled.width() * to.channels;
    int complete = written;
    int started = written + begun.size();
    for (int y = written; y < filled.height() && taps.first[y] < end; y++) {
      double[] sums = y < started ? begun.removeFirst() : newRow(lineLength);
      int last = Math.min(taps.first[y] + taps.count[y], end);
      for (int row = Math.max(taps.first[y], top); row < last; row++) {
        int weight = taps.weights[y * taps.stride + row - taps.first[y]];
        AcrossPass.add(sums, acrossPass.lines, (row - top) * lineLength, weight);
      }
      if (taps.first[y] + taps.count[y] <= end) {
        int at = ((filled.top() + y) * to.width + filled.left()) * to.channels;
        write(sums, to.data, at);
        spare = sums;
        complete++;
      } else {
        begun.addLast(sums);
      }
    }
    return complete;
  }

  private double[] newRow(int length) {
    double[] row = spare.length == length ? spare : new double[length];
    spare = new double[0];
    Arrays.fill(row, Taps.HALF);
    return row;
  }

  private static void write(double[] sums, byte[] to, int start) {
    for (int i = 0; i < sums.length; i++) {
      to[start + i] = (byte) Taps.pixel((int) sums[i]);
    }
  }
}
