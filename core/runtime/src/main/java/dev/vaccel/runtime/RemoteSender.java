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

/** Sends the calls of one stub. Thread-safe. */
final class RemoteSender implements CallSender {
  private final Supplier<Connection> connection;
  private final int session;
  private final CallOptions options;
  private final long timeoutNs;

  RemoteSender(Supplier<Connection> connection, int session, CallOptions options) {
    this.connection = connection;
    this.session = session;
    this.options = options;
    Duration timeout = options.timeout();
    this.timeoutNs = timeout == null ? 0 : timeout.toNanos();
  }

  @Override
  public OutgoingCall begin(OperationDescription operation) {
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
    return current.begin(operation, session, timeoutNs, options.cancellation());
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return options.retryIdempotent()
        && operation.idempotent()
        && attempt == 1
        && failure.disposition() == Disposition.RECONNECT;
  }
}
