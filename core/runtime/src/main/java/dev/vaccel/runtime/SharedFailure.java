package dev.vaccel.runtime;

import dev.vaccel.api.VaccelException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt for those who waited while somebody else made it: a hundred callers of
 * an agent that does not answer wait for one attempt, not for a hundred in a row. {@link #count} is
 * thread-safe, the rest is guarded by the lock that the attempts are made under.
 */
final class SharedFailure {
  private final AtomicInteger count = new AtomicInteger();
  private @Nullable RuntimeException last;

  /** Failures so far; to be read before waiting for the lock. */
  int count() {
    return count.get();
  }

  /** Throws the last failure if there was one since {@link #count} was read. */
  void rethrowSince(int seen) {
    RuntimeException failure = last;
    if (seen == count.get() || failure == null) {
      return;
    }
    if (failure instanceof VaccelException known) {
      VaccelException own =
          VaccelException.of(known.code(), known.vendorCode(), known.getMessage());
      own.addSuppressed(failure);
      throw own;
    }
    throw failure;
  }

  /** Notes the failure of an attempt; returns it. */
  RuntimeException record(RuntimeException failure) {
    last = failure;
    count.incrementAndGet();
    return failure;
  }
}
