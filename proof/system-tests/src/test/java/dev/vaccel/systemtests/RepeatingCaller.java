package dev.vaccel.systemtests;

import dev.vaccel.api.Disposition;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that makes one call again and again, whatever becomes of its agent. */
final class RepeatingCaller implements AutoCloseable {
  // An agent takes a second to start: it gets the processors meanwhile.
  private static final long PAUSE_NS = 20_000_000;

  private final String name;
  private final Background.Work call;
  private final Background<Boolean> thread;
  private final Map<String, TransportException> failures = new ConcurrentHashMap<>();
  private volatile boolean stopped;
  // Written by its thread alone.
  private volatile long answered;
  private volatile long lost;
  private volatile @Nullable Throwable unexpected;

  RepeatingCaller(String name, Background.Work call) {
    this.name = name;
    this.call = call;
    this.thread = Background.run(this::repeat);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
  private void repeat() {
    while (!stopped) {
      try {
        call.run();
        answered++;
      } catch (TransportException e) {
        if (e.disposition() != Disposition.RETRY_CALL && e.disposition() != Disposition.RECONNECT) {
          unexpected = e;
          return;
        }
        failures.put(e.getMessage(), e);
        lost++;
        LockSupport.parkNanos(PAUSE_NS);
      } catch (Exception | Error e) {
        unexpected = e;
        return;
      }
    }
  }

  /** Calls that were answered. */
  long answered() {
    return answered;
  }

  /** Calls that have ended in any way. */
  long ended() {
    return answered + lost;
  }

  /** Waits until another call has been answered than these. */
  void awaitAnsweredBeyond(long before) {
    Deadline.await(name + " is answered", () -> answered > before || unexpected != null);
    requireAsExpected();
  }

  /** Waits until another call has ended than these. */
  void awaitEndedBeyond(long before) {
    Deadline.await(name + " ends", () -> ended() > before || unexpected != null);
    requireAsExpected();
  }

  private void requireAsExpected() {
    Throwable failure = unexpected;
    if (failure != null) {
      throw new AssertionError(name + " fails otherwise than by its connection", failure);
    }
  }

  /** Why calls were lost: each message once. */
  Collection<TransportException> failures() {
    return failures.values();
  }

  @Override
  public void close() {
    stopped = true;
    thread.await();
    requireAsExpected();
  }
}
