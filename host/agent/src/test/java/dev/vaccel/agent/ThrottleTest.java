package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  // Clocks may begin anywhere and pass through 0.
  private final AtomicLong nowNs = new AtomicLong(-500);
  private final Throttle throttle = new Throttle(Duration.ofNanos(1000), nowNs::get);

  @Test
  void oneInAWhilePassesAndTellsOfThoseHeldBack() {
    assertEquals(0, throttle.pass());
    nowNs.addAndGet(999);
    assertEquals(-1, throttle.pass());
    assertEquals(-1, throttle.pass());
    nowNs.addAndGet(1);
    assertEquals(2, throttle.pass());
    assertEquals(-1, throttle.pass());
    nowNs.addAndGet(5000);
    assertEquals(1, throttle.pass());
  }

  @Test
  void whereNoneWasHeldBackThereIsNothingToTell() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, throttle.pass());
      nowNs.addAndGet(1000);
    }
  }
}
