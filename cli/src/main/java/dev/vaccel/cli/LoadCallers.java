package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that make the calls of a load. Each takes the call that is due next, waits for its
 * time and makes it: no tenant waits for the call of another while a caller is free. Tenants call
 * in turns, in an order that is random and the same each time. Confined to one thread.
 */
final class LoadCallers {
  // What the kernel lets a sleep end later so that it can wake several at once; 50 us by default.
  private static final String TIMER_SLACK_NS = "1";

  private final LoadCall call;
  private final int callers;
  private final int[] order;
  private final @Nullable ProcessHandle agent;

  /**
   * Callers of some tenants.
   *
   * @param callers threads
   * @param agent whose processor time is told with its own; null: it is not known
   */
  LoadCallers(LoadCall call, int tenants, int callers, @Nullable ProcessHandle agent) {
    this.call = call;
    this.callers = callers;
    this.order = order(tenants);
    this.agent = agent;
  }

  private static int[] order(int tenants) {
    int[] order = new int[tenants];
    Arrays.setAll(order, i -> i);
    Random random = new Random(tenants);
    for (int i = tenants - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  /** What one caller does. */
  @FunctionalInterface
  private interface Part {
    void run(int caller);
  }

  /**
   * Makes the calls of a schedule. A tenth of its length after its end no further one is begun, so
   * that what cannot keep up ends too.
   */
  LoadSample run(LoadSchedule schedule) {
    int calls = schedule.calls();
    long[] dueNs = schedule.dueNs();
    long[] startNs = new long[calls];
    long[] endNs = new long[calls];
    AtomicInteger next = new AtomicInteger();
    long begunNs = System.nanoTime();
    long limitNs = schedule.windowNs() + schedule.windowNs() / 10;
    long generatorNs = cpuNs(ProcessHandle.current());
    long agentNs = agent == null ? 0 : cpuNs(agent);
    together(
        caller -> {
          for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
            long startedNs = awaitTime(begunNs, dueNs[i]);
            if (startedNs > limitNs) {
              return;
            }
            call.make(order[i % order.length], caller);
            startNs[i] = startedNs;
            endNs[i] = System.nanoTime() - begunNs;
          }
        });
    long lastedNs = System.nanoTime() - begunNs;
    return new LoadSample(
        schedule,
        order.clone(),
        callers,
        startNs,
        endNs,
        lastedNs,
        cpuNs(ProcessHandle.current()) - generatorNs,
        agent == null ? -1 : cpuNs(agent) - agentNs);
  }

  /** Calls without a pause for so long and tells how many came to each second. */
  double saturate(long lengthNs) {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    long begunNs = System.nanoTime();
    together(
        caller -> {
          do {
            int i = next.getAndIncrement() & Integer.MAX_VALUE;
            call.make(order[i % order.length], caller);
            made.incrementAndGet();
          } while (System.nanoTime() - begunNs < lengthNs);
        });
    return made.get() * 1e9 / (System.nanoTime() - begunNs);
  }

  /** Sleeps until it is time and returns what time it is, both counted from the beginning. */
  private static long awaitTime(long begunNs, long dueNs) {
    while (true) {
      long nowNs = System.nanoTime() - begunNs;
      if (nowNs >= dueNs) {
        return nowNs;
      }
      LockSupport.parkNanos(dueNs - nowNs);
    }
  }

  private void together(Part part) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int caller = i;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("vaccel-load-" + i)
              .start(
                  () -> {
                    sleepExactly();
                    try {
                      part.run(caller);
                    } catch (RuntimeException | Error e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted");
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** For this thread; where the kernel does not let us, sleeps end a little later. */
  private static void sleepExactly() {
    try {
      Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      Files.writeString(
          Path.of("/proc", thread.getFileName() + "", "timerslack_ns"), TIMER_SLACK_NS);
    } catch (IOException | UnsupportedOperationException _) {
      // no Linux, or one that hides it
    }
  }

  private static long cpuNs(ProcessHandle process) {
    return process.info().totalCpuDuration().map(java.time.Duration::toNanos).orElse(0L);
  }
}
