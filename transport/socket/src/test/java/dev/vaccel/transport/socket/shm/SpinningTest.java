package dev.vaccel.transport.socket.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SpinningTest {
  // So long that no machine is too slow for some looks.
  private static final long LONGEST_NS = 20_000_000_000L;
  private static final long SHORT_NS = LONGEST_NS / 10;
  private static final long LONG_NS = 10 * LONGEST_NS;

  private final Spinning spinning = new Spinning(LONGEST_NS);
  private final AtomicInteger looks = new AtomicInteger();

  /** Ready at the so-manieth look. */
  private BooleanSupplier readyAt(int look) {
    looks.set(0);
    return () -> looks.incrementAndGet() >= look;
  }

  private BooleanSupplier never() {
    return readyAt(Integer.MAX_VALUE);
  }

  @Test
  void looksUntilItIsReady() {
    assertTrue(spinning.until(readyAt(40), -1));
    assertEquals(40, looks.get());
  }

  @Test
  void givesUpInTime() {
    assertFalse(new Spinning(20_000).until(never(), -1));
    assertTrue(looks.get() > 0);
    assertFalse(spinning.until(never(), 20_000));
  }

  @Test
  void doesNotLookWithoutTime() {
    assertFalse(spinning.until(readyAt(1), 0));
    assertFalse(spinning.afterNap(readyAt(1), 0));
    assertFalse(Spinning.none().until(readyAt(1), -1));
    assertEquals(0, looks.get());
  }

  @Test
  void longWaitsEndLookingAndShortOnesBringItBack() {
    for (int i = 0; i < 40; i++) {
      spinning.waited(LONG_NS * (i + 1));
    }
    assertFalse(spinning.until(never(), -1));
    assertEquals(0, looks.get());
    for (int i = 0; i < 40; i++) {
      spinning.waited(SHORT_NS);
    }
    assertTrue(spinning.until(readyAt(2), -1));
  }

  @Test
  void noneIsNotBroughtBack() {
    Spinning none = Spinning.none();
    none.waited(0);
    none.waited(SHORT_NS);
    none.waited(SHORT_NS);
    assertFalse(none.until(readyAt(1), -1));
    assertEquals(0, none.napNs());
  }

  @Test
  void sleepsThroughMostOfAWaitAsLongAsTheLastTwo() {
    spinning.waited(LONG_NS);
    assertEquals(0, spinning.napNs());
    spinning.waited(LONG_NS + LONGEST_NS / 4);
    assertEquals(LONG_NS - LONGEST_NS / 2, spinning.napNs());
    assertTrue(spinning.afterNap(readyAt(3), -1));
  }

  @Test
  void doesNotGuessWhatIsNotRegularOrShort() {
    spinning.waited(LONG_NS);
    spinning.waited(2 * LONG_NS);
    assertEquals(0, spinning.napNs());
    spinning.waited(SHORT_NS);
    spinning.waited(SHORT_NS);
    assertEquals(0, spinning.napNs());
  }
}
