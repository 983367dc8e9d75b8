package dev.vaccel.runtime;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Disposition;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends the calls of one stub. Thread-safe. */
final class RemoteSender implements CallSender {
  // Beyond a century arithmetic in nanoseconds ends.
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Supplier<Connection> connection;
  private final int session;
  private final @Nullable CallsInFlight inFlight;
  private final CallOptions options;
  private final long timeoutNs;

  RemoteSender(
      Supplier<Connection> connection,
      int session,
      @Nullable CallsInFlight inFlight,
      CallOptions options) {
    this.connection = connection;
    this.session = session;
    this.inFlight = inFlight;
    this.options = options;
    Duration timeout = options.timeout();
    this.timeoutNs =
        timeout == null ? 0 : (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
  }

  @Override
  public OutgoingCall begin(OperationDescription operation) {
    CallsInFlight calls = inFlight;
    if (calls == null) {
      return call(operation);
    }
    calls.enter();
    boolean begun = false;
    try {
      OutgoingCall call = call(operation);
      begun = true;
      return call;
    } finally {
      if (!begun) {
        calls.exit();
      }
    }
  }

  private OutgoingCall call(OperationDescription operation) {
    // 0 says that there is none.
    long deadlineNs = timeoutNs == 0 ? 0 : System.nanoTime() + timeoutNs | 1;
    Connection current = connection.get();
    if (!current.offers(operation)) {
      throw new UnsupportedException(
          ErrorCode.UNKNOWN_OPERATION,
          "the agent ("
              + current.welcome().agent()
              + ") does not know "
              + operation.fullName()
              + " as it is described here");
    }
    return current.begin(operation, session, deadlineNs, options.cancellation(), inFlight);
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return options.retryIdempotent()
        && operation.idempotent()
        && attempt == 1
        && failure.disposition() == Disposition.RECONNECT;
  }
}
