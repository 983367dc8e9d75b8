package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteWindowTest {
  @Test
  void holdsBackWhatDoesNotFit() {
    ByteWindow window = new ByteWindow(100);
    assertEquals(100, window.limit());
    assertTrue(window.take(60, 0));
    assertFalse(window.take(41, 1));
    assertTrue(window.take(40, 0));
    Background<Boolean> waiting = Background.start(() -> window.take(50, Long.MAX_VALUE));
    BlockedThread.await(waiting.thread(), "take");
    window.give(40);
    assertFalse(waiting.isDone());
    window.give(60);
    assertTrue(waiting.await());
  }

  @Test
  void anInterruptStaysPending() {
    ByteWindow window = new ByteWindow(10);
    assertTrue(window.take(10, 0));
    Background<Boolean> waiting =
        Background.start(() -> window.take(1, Long.MAX_VALUE) && Thread.interrupted());
    BlockedThread.await(waiting.thread(), "take");
    waiting.thread().interrupt();
    window.give(1);
    assertTrue(waiting.await());
  }

  @Test
  void neverHoldsMoreThanItsLimit() {
    ByteWindow window = new ByteWindow(1000);
    AtomicLong held = new AtomicLong();
    List<Background<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(
          Background.run(
              () -> {
                for (int round = 0; round < 500; round++) {
                  long bytes = random.nextLong(1, 1001);
                  assertTrue(window.take(bytes, Long.MAX_VALUE));
                  assertTrue(held.addAndGet(bytes) <= 1000);
                  held.addAndGet(-bytes);
                  window.give(bytes);
                }
              }));
    }
    threads.forEach(Background::await);
    assertTrue(window.take(1000, 0));
  }
}
