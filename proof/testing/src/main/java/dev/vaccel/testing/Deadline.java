package dev.vaccel.testing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/**
 * Waiting for conditions instead of sleeping. The limit only ends a test that hangs: it is far
 * beyond what the slowest machine needs, and nothing is asserted about the time itself.
 */
public final class Deadline {
  /** The limit of each wait. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long LOOK_EVERY_NS = 500_000;

  private Deadline() {}

  /**
   * Waits until the condition holds.
   *
   * @param what names it in the failure
   */
  public static void await(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > LIMIT.toNanos()) {
        Assertions.fail("still not so after " + LIMIT.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
  }

  /**
   * The result of another thread's work; its unchecked failure, if it failed.
   *
   * @param what names it in the failure
   */
  public static <T> T get(String what, Future<T> future) {
    try {
      return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException tooLong) {
      throw new AssertionError("not done after " + LIMIT.toSeconds() + " s: " + what, tooLong);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted while waiting for " + what, interrupted);
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case Throwable other -> throw new AssertionError(what + " failed", other);
        case null -> throw new AssertionError(what + " failed", failure);
      }
    }
  }
}
