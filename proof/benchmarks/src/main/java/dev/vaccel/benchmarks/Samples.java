package dev.vaccel.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Durations in nanoseconds. Confined to one thread. */
final class Samples {
  private long[] values;
  private int count;
  private boolean sorted;

  Samples(int expected) {
    values = new long[Math.max(1, expected)];
  }

  void add(long durationNs) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = durationNs;
    sorted = false;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.values[i]);
    }
  }

  /** Everything in one line of text. */
  String line() {
    return Arrays.stream(values, 0, count)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  /** What {@link #line} wrote. */
  static Samples ofLine(String line) {
    Samples samples = new Samples(16);
    for (String each : line.split(" ", -1)) {
      samples.add(Long.parseLong(each));
    }
    return samples;
  }

  int count() {
    return count;
  }

  /** The value below which {@code fraction} of all lie, in nanoseconds. */
  long quantile(double fraction) {
    if (!sorted) {
      Arrays.sort(values, 0, count);
      sorted = true;
    }
    return values[(int) Math.min(count - 1, (long) (fraction * count))];
  }

  long median() {
    return quantile(0.5);
  }

  long max() {
    return quantile(1);
  }

  /** How many are at least {@code limitNs}. */
  int atLeast(long limitNs) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (values[i] >= limitNs) {
        found++;
      }
    }
    return found;
  }
}
