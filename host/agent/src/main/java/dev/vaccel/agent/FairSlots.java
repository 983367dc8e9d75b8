package dev.vaccel.agent;

import dev.vaccel.api.spi.OperationDescription;
import java.util.concurrent.Semaphore;

/**
 * As many calls compute at once as there are slots, first come, first served: no session waits for
 * more than one call of each other session. Thread-safe.
 */
final class FairSlots implements Admission {
  private final Semaphore slots;

  FairSlots(int count) {
    this.slots = new Semaphore(count, true);
  }

  @Override
  public void admit(String tenant, OperationDescription operation) {
    slots.acquireUninterruptibly();
  }

  @Override
  public void complete(String tenant, OperationDescription operation, long elapsedNs) {
    slots.release();
  }
}
