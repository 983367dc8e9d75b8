package dev.vaccel.cli;

import java.util.Arrays;

/**
 * Wilcoxon's signed-rank test: whether pairs differ in one direction, whatever their distribution.
 * Exact for any number of pairs that is used here, ties of ranks included.
 */
final class SignedRanks {
  private SignedRanks() {}

  /**
   * The chance of a rank sum this far from the middle if the sign of every difference were the toss
   * of a coin, two-sided. Differences of 0 are left out; 1 where none is left.
   *
   * @param differences of pairs; NaN is not allowed
   */
  static double pValue(double[] differences) {
    double[] kept = Arrays.stream(differences).filter(d -> d != 0).toArray();
    int[] doubledRanks = doubledRanks(kept);
    int total = Arrays.stream(doubledRanks).sum();
    int positive = 0;
    for (int i = 0; i < kept.length; i++) {
      positive += kept[i] > 0 ? doubledRanks[i] : 0;
    }
    int smaller = Math.min(positive, total - positive);
    double[] chance = chances(doubledRanks, total);
    double tail = 0;
    for (int sum = 0; sum <= smaller; sum++) {
      tail += chance[sum];
    }
    return Math.min(1, 2 * tail);
  }

  /** Ranks of the magnitudes, times two: equal ones share their mean, which may be a half. */
  private static int[] doubledRanks(double[] differences) {
    double[] sorted = Arrays.stream(differences).map(Math::abs).sorted().toArray();
    int[] ranks = new int[differences.length];
    for (int i = 0; i < ranks.length; i++) {
      double magnitude = Math.abs(differences[i]);
      int first = 0;
      while (sorted[first] < magnitude) {
        first++;
      }
      int after = first;
      while (after < sorted.length && sorted[after] == magnitude) {
        after++;
      }
      ranks[i] = first + 1 + after;
    }
    return ranks;
  }

  /** The chance of each sum of ranks with positive signs. */
  private static double[] chances(int[] ranks, int total) {
    double[] chance = new double[total + 1];
    chance[0] = 1;
    int reached = 0;
    for (int rank : ranks) {
      reached += rank;
      for (int sum = reached; sum >= 0; sum--) {
        chance[sum] = (chance[sum] + (sum >= rank ? chance[sum - rank] : 0)) / 2;
      }
    }
    return chance;
  }
}
