package dev.vaccel.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * When the calls of a load are due: at random, as calls of tenants that know nothing of each other
 * are (a Poisson process), but exactly as many as the rate says.
 *
 * @param dueNs after the start of the load, ascending
 * @param windowNs length of the load
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it, and a copy takes megabytes.
record LoadSchedule(long[] dueNs, long windowNs) {
  /** Most calls of one load: a few arrays of so many numbers are kept. */
  static final int MAX_CALLS = 4_000_000;

  /** The schedule of a rate in calls for each second, the same for the same seed. */
  static LoadSchedule of(double rate, double seconds, long seed) {
    check(rate, seconds);
    long windowNs = (long) (seconds * 1e9);
    long[] dueNs = new long[(int) Math.max(1, Math.round(rate * seconds))];
    Random random = new Random(seed);
    for (int i = 0; i < dueNs.length; i++) {
      dueNs[i] = (long) (random.nextDouble() * windowNs);
    }
    Arrays.sort(dueNs);
    return new LoadSchedule(dueNs, windowNs);
  }

  /**
   * Checks that a rate does not make too many calls.
   *
   * @throws Failure for the command line
   */
  static void check(double rate, double seconds) {
    if (rate * seconds > MAX_CALLS) {
      throw Failure.usage(
          String.format(
              Locale.ROOT,
              "%.0f calls/s for %s s: expected at most %d calls together",
              rate,
              seconds,
              MAX_CALLS));
    }
  }

  int calls() {
    return dueNs.length;
  }

  /** Calls for each second. */
  double rate() {
    return dueNs.length * 1e9 / windowNs;
  }
}
