package dev.vaccel.agent;

import dev.vaccel.api.spi.OperationDescription;

/** The seam where scheduling, quotas and batching hang: every call that computes passes it. */
interface Admission {
  /**
   * Lets a call in, waiting for its turn. Called on the thread that will run it.
   *
   * @param tenant who the session belongs to
   */
  void admit(String tenant, OperationDescription operation);

  /** Ends what {@link #admit} began. */
  void complete(String tenant, OperationDescription operation, long elapsedNs);
}
