package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SparesTest {
  @Test
  void whatWasGivenBackLastComesFirst() {
    Spares<String> spares = new Spares<>();
    assertNull(spares.take());
    spares.give("first");
    spares.give("second");
    spares.give("third");
    assertSame("third", spares.take());
    spares.give("third");
    assertSame("third", spares.take());
    assertSame("second", spares.take());
    assertSame("first", spares.take());
    assertNull(spares.take());
  }

  /** As a connection uses it: who finds none makes one, and slots say how many there may be. */
  @Test
  @Timeout(60)
  void neverMoreAreMadeThanAreTakenAtOnce() throws Exception {
    int most = 3;
    int threads = 6;
    int rounds = 100_000;
    Spares<AtomicBoolean> spares = new Spares<>();
    Semaphore slots = new Semaphore(most);
    AtomicInteger made = new AtomicInteger();
    Callable<Integer> taker =
        () -> {
          int shared = 0;
          for (int i = 0; i < rounds; i++) {
            slots.acquire();
            AtomicBoolean inUse = spares.take();
            if (inUse == null) {
              made.incrementAndGet();
              inUse = new AtomicBoolean();
            }
            shared += inUse.getAndSet(true) ? 1 : 0;
            inUse.set(false);
            spares.give(inUse);
            slots.release();
          }
          return shared;
        };
    List<Future<Integer>> takers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        takers.add(pool.submit(taker));
      }
      for (Future<Integer> each : takers) {
        assertEquals(0, each.get(50, TimeUnit.SECONDS), "taken by two at once");
      }
    }
    assertTrue(made.get() <= most, "made " + made);
    int left = 0;
    while (spares.take() != null) {
      left++;
    }
    assertEquals(made.get(), left);
  }
}
