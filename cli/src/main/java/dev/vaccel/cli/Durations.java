package dev.vaccel.cli;

import java.util.Locale;

/** Times for people: three digits and a unit that suits them. */
final class Durations {
  private Durations() {}

  /** {@code 850 ns}, {@code 12.3 µs}, {@code 4.56 ms}, {@code 1.20 s}. */
  static String format(double ns) {
    if (ns < 1e3) {
      return String.format(Locale.ROOT, "%.0f ns", ns);
    }
    if (ns < 1e6) {
      return digits(ns / 1e3) + " µs";
    }
    return ns < 1e9 ? digits(ns / 1e6) + " ms" : digits(ns / 1e9) + " s";
  }

  private static String digits(double value) {
    String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
