package dev.vaccel.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How calls through one view of an API behave.
 *
 * @param timeout the call is given up after this long; null: never
 * @param cancellation gives calls up from another thread; null: none
 * @param retryIdempotent whether an idempotent call is repeated once after a lost connection
 */
public record CallOptions(
    @Nullable Duration timeout, @Nullable Cancellation cancellation, boolean retryIdempotent) {
  /** No timeout, no cancellation, no retry. */
  public static final CallOptions DEFAULT = new CallOptions(null, null, false);

  /** Checks the timeout. */
  public CallOptions {
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "timeout " + timeout + ": expected a positive duration");
    }
  }

  /** These options with another timeout. */
  public CallOptions withTimeout(Duration newTimeout) {
    return new CallOptions(newTimeout, cancellation, retryIdempotent);
  }

  /** These options with a cancellation token. */
  public CallOptions withCancellation(Cancellation newCancellation) {
    return new CallOptions(timeout, newCancellation, retryIdempotent);
  }

  /** These options with one retry of idempotent calls after a lost connection. */
  public CallOptions withRetryIdempotent() {
    return new CallOptions(timeout, cancellation, true);
  }
}
