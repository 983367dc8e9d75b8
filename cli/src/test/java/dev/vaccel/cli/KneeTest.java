package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KneeTest {
  /** A server of one kind of call with random arrivals: what it gets slower by with its load. */
  private static LoadRow served(double rate, double limit) {
    double load = Math.min(rate / limit, 0.9999);
    double p99Ns = 1e6 / (1 - load);
    return row(rate, Math.min(rate, limit), p99Ns);
  }

  private static LoadRow row(double offered, double achieved, double p99Ns) {
    return new LoadRow(
        1000,
        0,
        offered,
        achieved,
        p99Ns / 4,
        p99Ns,
        p99Ns * 2,
        p99Ns * 3,
        new LateCalls(0, 0),
        0,
        0.5,
        1,
        1,
        1);
  }

  @Test
  void isFoundByP99BetweenTheRatesOfTheFirstPass() {
    // p99 is 1 ms / (1 - load): ten times that of the lowest rate at load 0.91.
    List<LoadRow> rows = Knee.search(1000, rate -> served(rate, 1000));
    double knee = Knee.find(rows).orElseThrow().offered();
    assertEquals(0.91, knee / 1000, 0.026);
    assertEquals(Knee.STEPS, rows.size());
  }

  @Test
  void isFoundByTheRateThatIsAchieved() {
    List<LoadRow> rows = Knee.search(1000, rate -> row(rate, Math.min(rate, 640), 1e6));
    double knee = Knee.find(rows).orElseThrow().offered();
    // A rate of which 0.99 are achieved counts.
    assertTrue(knee > 620 && knee <= 647, knee + "");
  }

  @Test
  void rowsAreByRate() {
    List<LoadRow> rows = Knee.search(1000, rate -> served(rate, 500));
    for (int i = 1; i < rows.size(); i++) {
      assertTrue(rows.get(i - 1).offered() < rows.get(i).offered());
    }
  }

  @Test
  void isNoneWhereNoRateIsAchieved() {
    List<LoadRow> rows = Knee.search(1000, rate -> row(rate, rate / 2, 1e6));
    assertFalse(Knee.find(rows).isPresent());
    assertEquals(Knee.STEPS, rows.size());
  }

  @Test
  void isTheHighestOneThatHoldsWhereALowerOneWasDisturbed() {
    List<LoadRow> rows = new ArrayList<>();
    rows.add(row(100, 100, 1e6));
    rows.add(row(200, 200, 50e6));
    rows.add(row(300, 300, 2e6));
    assertEquals(300, Knee.find(rows).orElseThrow().offered());
    assertFalse(Knee.holds(rows.get(1), rows));
  }

  @Test
  void searchGoesBeyondTheEstimateWhereEverythingHolds() {
    List<LoadRow> rows = Knee.search(1000, rate -> row(rate, rate, 1e6));
    assertTrue(Knee.find(rows).orElseThrow().offered() > 1200);
  }
}
