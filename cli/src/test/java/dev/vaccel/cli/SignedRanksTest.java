package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SignedRanksTest {
  /** Hollander and Wolfe's depression scores; R's {@code wilcox.test}: V = 40, p = 0.03906. */
  @Test
  void agreesWithATextbook() {
    double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    double[] differences =
        IntStream.range(0, before.length).mapToDouble(i -> before[i] - after[i]).toArray();
    assertEquals(0.0390625, SignedRanks.pValue(differences), 1e-12);
  }

  @Test
  void allOfOneSignAreAsLikelyAsTossesThatAgree() {
    assertEquals(0.0625, SignedRanks.pValue(new double[] {1, 2, 3, 4, 5}), 1e-12);
    assertEquals(0.0625, SignedRanks.pValue(new double[] {-1, -2, -3, -4, -5}), 1e-12);
    double[] many = IntStream.rangeClosed(1, 20).asDoubleStream().toArray();
    assertEquals(2 / Math.pow(2, 20), SignedRanks.pValue(many), 1e-15);
  }

  /**
   * Ranks 1.5, 1.5, 3: of the 8 sign patterns 2 have a sum of at most 1.5 that is not 0, 1 has 0.
   */
  @Test
  void equalMagnitudesShareTheirRank() {
    assertEquals(2 * 3 / 8.0, SignedRanks.pValue(new double[] {-1, 1, 2}), 1e-12);
  }

  @Test
  void noDifferenceIsShownWhereThereIsNone() {
    assertEquals(1, SignedRanks.pValue(new double[0]));
    assertEquals(1, SignedRanks.pValue(new double[] {0, 0, 0}));
    assertEquals(1, SignedRanks.pValue(new double[] {1, -1, 2, -2}));
  }

  @Test
  void tenRoundsCanShowADifference() {
    double[] ten = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
    assertTrue(SignedRanks.pValue(ten) <= SuiteComparison.SIGNIFICANT);
  }
}
