package dev.vaccel.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work of one thread that a signal interrupts, and waits for while it cleans up. */
final class StoppableWork implements AutoCloseable {
  private static final long PATIENCE_S = 5;

  private final Thread thread = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);

  private StoppableWork() {}

  /** Begins work of this thread. */
  static StoppableWork begin() {
    return AtExit.begin(StoppableWork::new, StoppableWork::stop);
  }

  private void stop() {
    thread.interrupt();
    try {
      var _ = done.await(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** It is done, well or not. */
  @Override
  public void close() {
    AtExit.ended(this);
    done.countDown();
  }
}
