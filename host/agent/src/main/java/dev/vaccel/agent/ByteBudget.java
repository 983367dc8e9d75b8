package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts bytes against a limit, and against the limit of a larger whole. Thread-safe. */
final class ByteBudget {
  private final String owner;
  private final long limit;
  private final @Nullable ByteBudget whole;
  private final AtomicLong used = new AtomicLong();

  /**
   * An unused budget.
   *
   * @param owner who holds the bytes, for messages
   * @param whole what is taken here is taken there too; null: nowhere else
   */
  ByteBudget(String owner, long limit, @Nullable ByteBudget whole) {
    this.owner = owner;
    this.limit = limit;
    this.whole = whole;
  }

  long limit() {
    return limit;
  }

  long used() {
    return used.get();
  }

  /**
   * Takes bytes.
   *
   * @param what they are for, in the message
   * @throws ResourceException EXHAUSTED, with nothing taken, if that would pass a limit
   */
  void take(long bytes, String what) {
    long now = used.get();
    do {
      if (bytes > limit - now) {
        throw new ResourceException(
            ErrorCode.EXHAUSTED,
            what + " of " + bytes + " bytes: " + owner + " holds " + now + " of at most " + limit);
      }
      long witness = used.compareAndExchange(now, now + bytes);
      if (witness == now) {
        break;
      }
      now = witness;
    } while (true);
    if (whole != null) {
      try {
        whole.take(bytes, what);
      } catch (ResourceException e) {
        used.addAndGet(-bytes);
        throw e;
      }
    }
  }

  void give(long bytes) {
    if (whole != null) {
      whole.give(bytes);
    }
    used.addAndGet(-bytes);
  }
}
