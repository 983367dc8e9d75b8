package dev.vaccel.vm;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long something is waited for: until a moment, or until whoever was asked is gone.
 *
 * @param endNs the moment, of {@link System#nanoTime}
 * @param stillThere whether an answer can come
 */
public record Patience(long endNs, BooleanSupplier stillThere) {
  /** From now on. */
  public static Patience of(long seconds, BooleanSupplier stillThere) {
    return new Patience(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), stillThere);
  }

  /** The milliseconds that are left, at least one. */
  long leftMs() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime()));
  }

  /**
   * Looks whether there is still something to wait for.
   *
   * @param what is waited for
   */
  void check(String what) throws IOException {
    if (!stillThere.getAsBoolean()) {
      throw new IOException(what + ": the program has ended");
    }
    if (endNs - System.nanoTime() <= 0) {
      throw new IOException(what + ": no answer in time");
    }
  }
}
