package dev.vaccel.cli;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that make the calls of one path: all at once in each round, and nothing between
 * rounds. Used by one thread; {@link #close} may come from another, at the JVM's end.
 */
final class SuiteCallers implements SuiteTurns {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  // What the clock costs and resolves must not count: shorter calls are timed several at once.
  private static final long SHORTEST_TIMED_NS = 1000;
  private static final int MOST_WARM_UPS = 12;
  private static final double FASTER = 0.95;
  // A call that runs at the JVM's end; the longest takes a second.
  private static final long CALL_MS = 3000;
  private static final long LOOK_MS = 1;

  private final List<Caller> callers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CyclicBarrier turn;
  private volatile long lengthNs;
  private volatile boolean stopping;
  private int callsPerTime = 1;

  private SuiteCallers(List<BenchStep> steps) {
    turn = new CyclicBarrier(steps.size() + 1);
    for (int i = 0; i < steps.size(); i++) {
      Caller caller = new Caller(steps.get(i));
      callers.add(caller);
      threads.add(
          Thread.ofPlatform().daemon().name("vaccel-bench-" + i).start(() -> serve(caller)));
    }
  }

  /** A thread for each step; closed before what the steps call. */
  static SuiteCallers start(List<BenchStep> steps) {
    return AtExit.begin(() -> new SuiteCallers(steps), SuiteCallers::stop);
  }

  /** One thread's calls of the current round. */
  private static final class Caller {
    private final BenchStep step;
    private final LatencyLog times = new LatencyLog();
    private long allocatedBytes;
    private @Nullable Throwable failure;

    Caller(BenchStep step) {
      this.step = step;
    }
  }

  private void serve(Caller caller) {
    try {
      while (true) {
        turn.await();
        if (stopping) {
          return;
        }
        try {
          call(caller);
        } catch (IOException | RuntimeException | Error e) {
          caller.failure = e;
        }
        if (stopping) {
          return;
        }
        turn.await();
      }
    } catch (InterruptedException | BrokenBarrierException _) {
      // stopped between two rounds
    }
  }

  private void call(Caller caller) throws IOException {
    int repeat = callsPerTime;
    caller.times.restart();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long before = System.nanoTime();
    long end = before + lengthNs;
    do {
      for (int i = 0; i < repeat; i++) {
        caller.step.run();
      }
      long now = System.nanoTime();
      caller.times.add(now - before);
      before = now;
    } while (before - end < 0 && !stopping);
    caller.allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
  }

  /** As long as they get faster, and at least for so long. */
  @Override
  public void warmUp(long newLengthNs) throws IOException {
    double medianNs = take(newLengthNs / 2).times().summary().medianNs();
    double before = Double.MAX_VALUE;
    for (int i = 1; i < MOST_WARM_UPS && medianNs < FASTER * before; i++) {
      before = medianNs;
      medianNs = take(newLengthNs / 2).times().summary().medianNs();
    }
    callsPerTime = (int) Math.max(1, Math.ceil(SHORTEST_TIMED_NS / Math.max(1, medianNs)));
    // Their logs learn how much room they need.
    take(newLengthNs / 8);
  }

  @Override
  public int size() {
    return callers.size();
  }

  @Override
  public int callsPerTime() {
    return callsPerTime;
  }

  @Override
  public Turn take(long newLengthNs) throws IOException {
    lengthNs = newLengthNs;
    await();
    long started = System.nanoTime();
    await();
    long elapsedNs = System.nanoTime() - started;
    LatencyLog together = new LatencyLog();
    long allocated = 0;
    for (Caller caller : callers) {
      switch (caller.failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
      together.addAll(caller.times);
      allocated += caller.allocatedBytes;
    }
    return new Turn(together, together.count() * callsPerTime, elapsedNs, allocated);
  }

  private void await() {
    if (stopping) {
      throw Failure.failed("interrupted");
    }
    try {
      turn.await();
    } catch (InterruptedException | BrokenBarrierException _) {
      throw Failure.failed("interrupted");
    }
  }

  private void stop() {
    stopping = true;
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CALL_MS);
    for (Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() - endNs < 0) {
        // Again and again: it lets go of those alone that wait at this moment.
        turn.reset();
        try {
          thread.join(LOOK_MS);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    stop();
    AtExit.ended(this);
  }
}
