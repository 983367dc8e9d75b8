package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LoadScheduleTest {
  @Test
  void hasExactlyTheCallsOfTheRateInOrderAndInTheWindow() {
    LoadSchedule schedule = LoadSchedule.of(5000, 2, 1);
    assertEquals(10_000, schedule.calls());
    assertEquals(5000, schedule.rate(), 1e-6);
    long[] due = schedule.dueNs();
    long[] sorted = due.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, due);
    assertTrue(due[0] >= 0 && due[due.length - 1] < 2_000_000_000L);
  }

  @Test
  void gapsAreThoseOfIndependentCallers() {
    long[] due = LoadSchedule.of(10_000, 2, 7).dueNs();
    double meanNs = 1e9 / 10_000;
    long longGaps = 0;
    for (int i = 1; i < due.length; i++) {
      longGaps += due[i] - due[i - 1] > meanNs ? 1 : 0;
    }
    // 1/e of a Poisson process; the seed is fixed, so this cannot fail by chance.
    assertEquals(Math.exp(-1), (double) longGaps / due.length, 0.02);
  }

  @Test
  void theSameSeedGivesTheSameTimes() {
    assertArrayEquals(LoadSchedule.of(100, 1, 3).dueNs(), LoadSchedule.of(100, 1, 3).dueNs());
    assertFalse(
        Arrays.equals(LoadSchedule.of(100, 1, 3).dueNs(), LoadSchedule.of(100, 1, 4).dueNs()));
  }

  @Test
  void aRateBelowOneCallMakesOne() {
    assertEquals(1, LoadSchedule.of(0.01, 1, 1).calls());
  }

  @Test
  void tooManyCallsAreRefused() {
    Failure failure = assertThrows(Failure.class, () -> LoadSchedule.of(1e6, 5, 1));
    assertEquals(ExitCodes.USAGE, failure.exitCode());
  }
}
