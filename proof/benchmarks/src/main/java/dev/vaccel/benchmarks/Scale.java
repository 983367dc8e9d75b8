package dev.vaccel.benchmarks;

/**
 * How much is measured.
 *
 * @param warmUpCalls calls before anything counts, for each side of a comparison
 * @param rounds baseline and subject take turns this often
 * @param divisor divides the numbers of calls in a round, which each benchmark knows itself
 */
record Scale(int warmUpCalls, int rounds, int divisor) {
  /** For figures. */
  static final Scale FULL = new Scale(20_000, 31, 1);

  /** Only shows that the code path works. */
  static final Scale SMOKE = new Scale(300, 2, 100);

  /** Calls in a round, of the full number. */
  int calls(int full) {
    return Math.max(3, full / divisor);
  }

  /**
   * Calls of warm-up where one takes about {@code callNs}: a second's worth, but no fewer than a
   * compiler needs to be done with decoding a picture on both sides.
   */
  int warmUpCalls(long callNs) {
    long second = warmUpCalls * 50_000L / Math.max(1, callNs);
    return (int) Math.max(warmUpCalls / 100, Math.min(warmUpCalls, second));
  }
}
