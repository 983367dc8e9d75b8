package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SuiteCallersTest {
  @Test
  void everyCallerCallsInEveryRoundAndCallsAreCounted() throws IOException {
    AtomicLong first = new AtomicLong();
    AtomicLong second = new AtomicLong();
    try (SuiteCallers callers =
        SuiteCallers.start(List.of(first::incrementAndGet, second::incrementAndGet))) {
      callers.warmUp(1_000_000);
      long before = first.get() + second.get();
      SuiteTurns.Turn round = callers.take(0);
      assertEquals(first.get() + second.get() - before, round.calls());
      assertEquals(2L * callers.callsPerTime(), round.calls(), "at least one time for each");
      assertTrue(round.elapsedNs() > 0);
    }
  }

  @Test
  void whatCallersAllocateIsMeasured() throws IOException {
    byte[][] kept = new byte[1][];
    try (SuiteCallers callers = SuiteCallers.start(List.of(() -> kept[0] = new byte[1 << 20]))) {
      SuiteTurns.Turn round = callers.take(0);
      long perCall = round.allocatedBytes() / round.calls();
      assertTrue(perCall >= 1 << 20 && perCall < 2 << 20, perCall + " bytes");
    }
  }

  @Test
  void failureOfACallEndsTheRound() {
    BenchStep failing =
        () -> {
          throw new IOException("gone");
        };
    try (SuiteCallers callers = SuiteCallers.start(List.of(() -> {}, failing))) {
      assertThrows(IOException.class, () -> callers.take(1000));
    }
  }

  @Test
  void noMemoryEndsTheRoundToo() {
    BenchStep failing =
        () -> {
          throw new OutOfMemoryError("no room");
        };
    try (SuiteCallers callers = SuiteCallers.start(List.of(() -> {}, failing))) {
      assertThrows(OutOfMemoryError.class, () -> callers.take(1000));
    }
  }

  @Test
  void nothingIsCalledAfterClose() {
    SuiteCallers callers = SuiteCallers.start(List.of(() -> {}));
    callers.close();
    callers.close();
    assertThrows(Failure.class, () -> callers.take(1000));
  }
}
