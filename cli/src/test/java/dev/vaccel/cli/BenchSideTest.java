package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BenchSideTest {
  @Test
  void everyThreadCallsAtLeastOnceInARound() throws IOException {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    BenchSide side = new BenchSide(List.of(first::incrementAndGet, second::incrementAndGet));
    side.warmUp(0);
    side.round(0);
    assertEquals(2, first.get());
    assertEquals(2, second.get());
    assertEquals(2, side.latency().count(), "warm-up does not count");
    assertTrue(side.callsPerSecond() > 0);
  }

  @Test
  void sidesThatDoTheSameCompareAsOne() throws IOException {
    BenchSide side = new BenchSide(List.of(() -> {}));
    for (int i = 0; i < 4; i++) {
      side.round(1000);
    }
    assertEquals(1.0, side.ratioTo(side));
  }

  @Test
  void failureOfACallEndsTheMeasurement() {
    BenchStep failing =
        () -> {
          throw new IOException("gone");
        };
    assertThrows(IOException.class, () -> new BenchSide(List.of(failing)).round(1000));
    assertThrows(IOException.class, () -> new BenchSide(List.of(() -> {}, failing)).round(1000));
  }

  @Test
  void sizesOutsideTheOperationAreRefused() {
    assertThrows(Failure.class, () -> new BenchCase(BenchOp.SGEMM, null, 1 << 20, 1, 1, ""));
    assertThrows(Failure.class, () -> new BenchCase(BenchOp.ECHO, null, 0, 1, 1, ""));
    assertEquals(2, new BenchCase(BenchOp.SGEMM, null, 1000, 1, 1, "").unitsPerCall(), 1e-9);
    assertEquals("64 KiB", new BenchCase(BenchOp.ECHO, null, 65536, 1, 1, "").sizeText());
  }
}
