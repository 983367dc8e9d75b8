package dev.vaccel.benchmarks;

/**
 * How much is measured.
 *
 * @param warmUpCalls calls before anything counts, for each side of a comparison, if they are short
 * @param leastWarmUpCalls and if they are long: decoding a picture gets faster for so many calls
 * @param rounds baseline and subject take turns this often
 * @param divisor divides the numbers of calls in a round, which each benchmark knows itself
 */
record Scale(int warmUpCalls, int leastWarmUpCalls, int rounds, int divisor) {
  /** For figures. */
  static final Scale FULL = new Scale(20_000, 800, 31, 1);

  /** Only shows that the code path works. */
  static final Scale SMOKE = new Scale(20, 3, 2, 100);

  /** Calls in a round, of the full number. */
  int calls(int full) {
    return Math.max(3, full / divisor);
  }

  /** Calls of warm-up where one takes about {@code callNs}. */
  int warmUpCalls(long callNs) {
    long second = warmUpCalls * 50_000L / Math.max(1, callNs);
    return (int) Math.max(leastWarmUpCalls, Math.min(warmUpCalls, second));
  }
}
