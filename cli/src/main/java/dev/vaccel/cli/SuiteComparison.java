package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * A path beside its baseline.
 *
 * @param baseline the other path
 * @param ratio of times, above 1 where the path is slower: the median over the rounds, of their
 *     medians for one caller, of the time for each call for several
 * @param pValue by {@link SignedRanks} over the rounds
 */
record SuiteComparison(SuitePath baseline, double ratio, double pValue) {
  /** A difference counts as real from here on. */
  static final double SIGNIFICANT = 0.01;

  boolean isDifferent() {
    return pValue <= SIGNIFICANT;
  }

  String ratioText() {
    return String.format(Locale.ROOT, ratio >= 10 ? "%.1f ×" : "%.3f ×", ratio);
  }

  /** What the rank test says, for people. */
  String verdict() {
    if (!isDifferent()) {
      return "no difference shown";
    }
    String chance = pValue < 0.0001 ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", pValue);
    return (ratio > 1 ? "slower, " : "faster, ") + chance;
  }

  JsonObject json() {
    return Json.object(
        "path", baseline.text(), "ratio", ratio, "pValue", pValue, "different", isDifferent());
  }
}
