package dev.vaccel.agent;

import dev.vaccel.api.spi.OperationDescription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * As many calls compute at once as there are slots. Where calls wait, tenants take turns, and the
 * calls of a tenant go first come, first served: however many calls one tenant has, another one
 * waits for one of them at most each time. Thread-safe.
 */
final class FairSlots implements Admission {
  private final Object lock = new Object();
  // By tenant, the one whose turn is next first. Nobody waits while a slot is free.
  private final Map<String, Deque<Waiter>> waiting = new LinkedHashMap<>();
  private int free;

  /** A thread that waits. */
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean admitted;
  }

  FairSlots(int count) {
    this.free = count;
  }

  @Override
  public void admit(String tenant, OperationDescription operation) {
    Waiter self;
    synchronized (lock) {
      if (free > 0) {
        free--;
        return;
      }
      self = new Waiter();
      waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>()).addLast(self);
    }
    boolean interrupted = false;
    while (!self.admitted) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void complete(String tenant, OperationDescription operation, long elapsedNs) {
    Waiter next;
    synchronized (lock) {
      next = next();
      if (next == null) {
        free++;
        return;
      }
    }
    next.admitted = true;
    LockSupport.unpark(next.thread);
  }

  private @Nullable Waiter next() {
    Map.Entry<String, Deque<Waiter>> turn =
        waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
    if (turn == null) {
      return null;
    }
    String tenant = turn.getKey();
    Deque<Waiter> calls = turn.getValue();
    waiting.remove(tenant);
    Waiter first = calls.pollFirst();
    if (!calls.isEmpty()) {
      waiting.put(tenant, calls);
    }
    return first;
  }
}
