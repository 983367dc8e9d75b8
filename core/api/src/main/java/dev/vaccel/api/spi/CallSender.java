package dev.vaccel.api.spi;

import dev.vaccel.api.TransportException;

/** Where generated stubs send their calls: one API of one session with one set of options. */
public interface CallSender {
  /** Starts a call on the calling thread. The caller closes it. */
  OutgoingCall begin(OperationDescription operation);

  /**
   * Whether a call that failed for want of a connection is to be made again.
   *
   * @param attempt number of attempts made so far, from 1
   */
  boolean retries(OperationDescription operation, TransportException failure, int attempt);
}
