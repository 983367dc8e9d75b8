package dev.vaccel.runtime;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Disposition;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import dev.vaccel.wire.spi.SharedRegion;
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
  private final @Nullable SessionMemory memory;
  private final @Nullable SharedRegion passed;

  /** For what a session asks of its agent. */
  RemoteSender(Connection connection, int session, CallOptions options) {
    this(() -> connection, session, null, options, null, null);
  }

  /** For the calls of an application: of memory, regions are referred to. */
  RemoteSender(
      Supplier<Connection> connection,
      int session,
      CallsInFlight inFlight,
      CallOptions options,
      SessionMemory memory) {
    this(connection, session, inFlight, options, memory, null);
  }

  /** For one call that hands over a region. */
  RemoteSender(Connection connection, int session, SharedRegion passed) {
    this(() -> connection, session, null, CallOptions.DEFAULT, null, passed);
  }

  private RemoteSender(
      Supplier<Connection> connection,
      int session,
      @Nullable CallsInFlight inFlight,
      CallOptions options,
      @Nullable SessionMemory memory,
      @Nullable SharedRegion passed) {
    this.connection = connection;
    this.session = session;
    this.inFlight = inFlight;
    this.options = options;
    this.memory = memory;
    this.passed = passed;
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
    PendingCall call =
        current.begin(operation, session, deadlineNs, options.cancellation(), inFlight, memory);
    if (passed != null) {
      call.pass(passed);
    }
    return call;
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return options.retryIdempotent()
        && operation.idempotent()
        && attempt == 1
        && failure.disposition() == Disposition.RECONNECT;
  }
}
