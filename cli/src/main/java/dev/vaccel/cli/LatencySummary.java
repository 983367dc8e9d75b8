package dev.vaccel.cli;

import com.google.gson.JsonObject;

/**
 * Quantiles of the times of calls, in nanoseconds; NaN where there was no call.
 *
 * @param count calls
 */
record LatencySummary(long count, double medianNs, double p90Ns, double p99Ns, double maxNs) {
  /** The quantile of sorted values, between two of them by linear interpolation. */
  static double quantile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  JsonObject json() {
    return Json.object(
        "calls", count,
        "medianUs", medianNs / 1e3,
        "p90Us", p90Ns / 1e3,
        "p99Us", p99Ns / 1e3,
        "maxUs", maxNs / 1e3);
  }
}
