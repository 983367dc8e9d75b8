package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Finds the knee of latency against load: the highest rate of which 0.99 are achieved, with a p99
 * of at most 10 times the lowest of all rates, which is that of an agent with little to do. Rates
 * go from 10 to 120 % of what callers get that do not wait for a time; between the knee and the
 * next higher rate further ones are tried.
 */
final class Knee {
  /** Least share of the offered rate that has to be achieved. */
  static final double KEPT = 0.99;

  /** How much longer than the unloaded p99 the p99 may be. */
  static final double SLOWER = 10;

  /** The rule in words. */
  static final String RULE =
      "the highest rate of which 0.99 are achieved with a p99 of at most 10 x the lowest of"
          + " all rates";

  private static final int COARSE = 12;
  private static final int REFINED = 2;

  /** Rates that a search tries. */
  static final int STEPS = COARSE + REFINED;

  private Knee() {}

  /**
   * Tries rates.
   *
   * @param capacity calls for each second of callers that do not wait
   * @param measure loads the agent with a rate, calls for each second
   * @return what they came to, by rate
   */
  static List<LoadRow> search(double capacity, DoubleFunction<LoadRow> measure) {
    List<LoadRow> rows = new ArrayList<>();
    for (int i = 1; i <= COARSE; i++) {
      rows.add(measure.apply(capacity * i / 10));
    }
    for (int i = 0; i < REFINED; i++) {
      double low = find(rows).map(LoadRow::offered).orElse(0.0);
      double high =
          rows.stream()
              .mapToDouble(LoadRow::offered)
              .filter(rate -> rate > low)
              .min()
              .orElse(low * 1.2);
      rows.add(measure.apply((low + high) / 2));
    }
    rows.sort(Comparator.comparingDouble(LoadRow::offered));
    return rows;
  }

  /** The knee among rates that were tried; empty: none of them was made. */
  static Optional<LoadRow> find(List<LoadRow> rows) {
    return rows.stream()
        .filter(row -> holds(row, rows))
        .max(Comparator.comparingDouble(LoadRow::offered));
  }

  /** Whether a rate was made as the rule asks. */
  static boolean holds(LoadRow row, List<LoadRow> rows) {
    // Not that of the lowest rate: something else may have run just then.
    double unloadedNs = rows.stream().mapToDouble(LoadRow::p99Ns).min().orElse(row.p99Ns());
    return row.achieved() >= KEPT * row.offered() && row.p99Ns() <= SLOWER * unloadedNs;
  }
}
