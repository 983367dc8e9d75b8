package dev.vaccel.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Work on a daemon thread of its own; its result is taken with {@link Deadline#get}. */
public final class Background<T> extends FutureTask<T> {
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Thread thread;

  private Background(Callable<T> work) {
    super(work);
    // Short enough for BlockedThread.
    thread = Thread.ofPlatform().daemon().name("test-" + THREADS.incrementAndGet()).unstarted(this);
  }

  /** Starts work that returns something. */
  public static <T> Background<T> start(Callable<T> work) {
    Background<T> started = new Background<>(work);
    started.thread.start();
    return started;
  }

  /** Starts work that returns nothing. */
  public static Background<Boolean> run(Work work) {
    return start(
        () -> {
          work.run();
          return true;
        });
  }

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** The result; a failure of the work is thrown. */
  public T await() {
    return Deadline.get(thread.getName(), this);
  }

  /** The thread. */
  public Thread thread() {
    return thread;
  }
}
