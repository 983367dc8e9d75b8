package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** What samples come to whose times are made up. */
final class LoadRowTest {
  private static final int CALLS = 1000;
  private static final long GAP_NS = 1_000_000;
  private static final long CALL_NS = 100_000;

  /** Calls that are due each millisecond. */
  private static LoadSample sample(
      int callers, int tenants, IntToLongFunction delayNs, IntToLongFunction callNs, int made) {
    long[] due = new long[CALLS];
    long[] start = new long[CALLS];
    long[] end = new long[CALLS];
    int[] order = new int[tenants];
    for (int i = 0; i < tenants; i++) {
      order[i] = i;
    }
    long last = 0;
    for (int i = 0; i < CALLS; i++) {
      due[i] = i * GAP_NS;
      if (i < made) {
        start[i] = due[i] + delayNs.applyAsLong(i);
        end[i] = start[i] + callNs.applyAsLong(i);
        last = Math.max(last, end[i]);
      }
    }
    LoadSchedule schedule = new LoadSchedule(due, CALLS * GAP_NS);
    long lastedNs = Math.max(last, CALLS * GAP_NS);
    return new LoadSample(schedule, order, callers, start, end, lastedNs, lastedNs / 2, -1);
  }

  @Test
  void aRateThatIsMade() {
    LoadRow row = LoadRow.of(sample(2, 10, _ -> 0, _ -> CALL_NS, CALLS));
    assertEquals(1000, row.offered(), 1e-6);
    assertEquals(1000, row.achieved(), 1e-6);
    assertEquals(CALL_NS, row.medianNs());
    assertEquals(CALL_NS, row.p999Ns());
    assertEquals(0, row.late().share());
    assertEquals(1, row.slowestTenant(), 1e-9);
    assertEquals(0.5, row.generatorCpus(), 1e-3);
    assertEquals(0.05, row.busyShare(), 1e-3);
    assertTrue(Double.isNaN(row.agentCpus()));
    assertEquals("-", row.limit());
  }

  @Test
  void timeThatACallTakesIsNotFallingBehind() {
    LoadRow row = LoadRow.of(sample(64, 10, _ -> 0, _ -> 50 * GAP_NS, CALLS));
    assertEquals(1000, row.achieved(), 1e-6);
    assertEquals("-", row.limit());
  }

  @Test
  void latencyCountsFromWhenACallWasDue() {
    LoadRow row = LoadRow.of(sample(64, 10, _ -> 3 * GAP_NS, _ -> CALL_NS, CALLS));
    assertEquals(3 * GAP_NS + CALL_NS, row.medianNs());
    assertEquals(3 * GAP_NS, row.delayMedianNs());
    assertEquals(1, row.late().share());
  }

  @Test
  void aCallerThatWasFreeWhenACallWasDueMakesTheGeneratorLate() {
    // Each call begins 3 ms late although the only other ones in flight leave callers free.
    LoadRow row = LoadRow.of(sample(64, 10, _ -> 3 * GAP_NS, _ -> CALL_NS, CALLS));
    assertEquals(1, row.late().generatorShare(), 1e-9);
    assertEquals("generator", row.limit());
  }

  @Test
  void callersThatAllWaitForRepliesAreTheAgents() {
    // One caller, calls of 2 ms that are due each millisecond: each begins when the last one ends.
    LoadRow row = LoadRow.of(sample(1, 10, i -> i * GAP_NS, _ -> 2 * GAP_NS, CALLS));
    assertEquals(500, row.achieved(), 5);
    assertEquals("replies", row.limit());
    assertTrue(row.late().share() > 0.9);
  }

  @Test
  void callsThatWereNotMadeCountWithTheTimeForWhichTheyWaited() {
    LoadRow row = LoadRow.of(sample(1, 10, _ -> 0, _ -> CALL_NS, CALLS / 2));
    assertEquals(CALLS / 2, row.unmade());
    assertEquals((CALLS / 2) * GAP_NS, row.maxNs(), GAP_NS);
  }

  @Test
  void theSlowestTenantIsTold() {
    LoadRow row = LoadRow.of(sample(4, 10, _ -> 0, i -> i % 10 == 3 ? 300_000 : CALL_NS, CALLS));
    assertEquals(300_000 / 120_000.0, row.slowestTenant(), 1e-6);
  }
}
