package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/**
 * 64 sessions that call at once against one session that does the same total work: how much
 * throughput is left, and whether a session starves. Sessions on connections of their own (64
 * guests) and sessions of one process that share one connection.
 */
final class Sessions {
  private static final int SESSIONS = 64;
  private static final double BAR = 0.9;

  private Sessions() {}

  /** Makes the call to be repeated in a session. */
  private interface Work {
    Runnable in(Session session, Arena arena);
  }

  static void run(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "noop,blas")) {
      Work noop = (session, _) -> session.api(NoopApi.class)::noop;
      Work sgemm =
          (session, arena) -> {
            BlasApi blas = session.api(BlasApi.class);
            Matrices matrices = Matrices.of(128, arena);
            return () -> matrices.multiply(blas);
          };
      measure(report, scale, agent, "noop", noop, 6400);
      measure(report, scale, agent, "sgemm n=128", sgemm, 3200);
    }
  }

  private static void measure(
      Report report, Scale scale, ChildProcess agent, String name, Work work, int calls)
      throws Exception {
    int each = Math.max(1, scale.calls(calls) / SESSIONS);
    try (Arena arena = Arena.ofShared();
        RemoteAgent shared =
            RemoteAgent.connect(Address.parse(agent.firstLine), RemoteOptions.DEFAULT)) {
      List<Session> sessions = new ArrayList<>();
      try {
        List<Runnable> own = new ArrayList<>();
        List<Runnable> sharing = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          Session guest = Vaccel.connect(agent.firstLine);
          sessions.add(guest);
          own.add(work.in(guest, arena));
          Session one = shared.openSession();
          sessions.add(one);
          sharing.add(work.in(one, arena));
        }
        measure(report, scale, agent, name + ", 64 connections", own, each);
        measure(report, scale, agent, name + ", 1 connection", sharing, each);
      } finally {
        sessions.forEach(Session::close);
      }
    }
  }

  private static void measure(
      Report report, Scale scale, ChildProcess agent, String name, List<Runnable> calls, int each)
      throws Exception {
    int rounds = scale.rounds();
    List<Runnable> alone = List.of(calls.getFirst());
    for (int done = 0; done < scale.warmUpCalls(); done += each * SESSIONS) {
      runAll(alone, each * SESSIONS);
      runAll(calls, each);
    }
    double[] ratios = new double[rounds];
    Spread spread = new Spread(0, 0, 1);
    Duration aloneCpu = Duration.ZERO;
    Duration togetherCpu = Duration.ZERO;
    for (int round = 0; round < rounds; round++) {
      Duration first = cpu(agent);
      long aloneNs = runAll(alone, each * SESSIONS).wallNs();
      Duration second = cpu(agent);
      Times together = runAll(calls, each);
      aloneCpu = aloneCpu.plus(second).minus(first);
      togetherCpu = togetherCpu.plus(cpu(agent)).minus(second);
      ratios[round] = (double) aloneNs / together.wallNs();
      spread = spread.or(Spread.of(together));
    }
    Arrays.sort(ratios);
    report.addAtLeast(name, ratios[rounds / 2], "of one session's throughput", BAR);
    // Time on the processors says what the rest costs where a busy machine blurs the clock.
    double totalCalls = (double) rounds * each * SESSIONS;
    report.addAtMost("  one session", aloneCpu.toNanos() / totalCalls / 1e3, "us cpu per call", 0);
    report.addAtMost(
        "  64 sessions", togetherCpu.toNanos() / totalCalls / 1e3, "us cpu per call", 0);
    report.addAtMost("  slowest session's median", spread.slowestMedian(), "x the median one", 0);
    report.addAtMost("  slowest call", spread.slowestCallNs() / 1e6, "ms", 0);
    report.addAtMost("  first session's end", spread.firstEnd(), "of the last one's time", 0);
  }

  /** Processor time of client and agent so far. */
  private static Duration cpu(ChildProcess agent) {
    Duration client = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return client.plus(agent.cpu());
  }

  /** Of one run: wall-clock time, and for each thread its calls and when it ended. */
  private record Times(long wallNs, List<Samples> calls, Samples endNs) {}

  /** The worst over all rounds. */
  private record Spread(double slowestMedian, long slowestCallNs, double firstEnd) {
    static Spread of(Times times) {
      long[] medians = times.calls().stream().mapToLong(Samples::median).sorted().toArray();
      long slowest = times.calls().stream().mapToLong(Samples::max).max().orElse(0);
      return new Spread(
          (double) medians[medians.length - 1] / medians[medians.length / 2],
          slowest,
          (double) times.endNs().quantile(0) / times.endNs().max());
    }

    Spread or(Spread other) {
      return new Spread(
          Math.max(slowestMedian, other.slowestMedian),
          Math.max(slowestCallNs, other.slowestCallNs),
          Math.min(firstEnd, other.firstEnd));
    }
  }

  private static Times runAll(List<Runnable> calls, int each) throws Exception {
    CyclicBarrier start = new CyclicBarrier(calls.size() + 1);
    List<Samples> samples = new ArrayList<>();
    long[] endNs = new long[calls.size()];
    Throwable[] failure = new Throwable[1];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      int index = i;
      Samples ours = new Samples(each);
      samples.add(ours);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      for (int n = 0; n < each; n++) {
                        long callNs = System.nanoTime();
                        calls.get(index).run();
                        ours.add(System.nanoTime() - callNs);
                      }
                      endNs[index] = System.nanoTime();
                    } catch (Exception e) {
                      failure[0] = e;
                    }
                  }));
    }
    long startNs = System.nanoTime();
    start.await();
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure[0] != null) {
      throw new IllegalStateException("a session failed", failure[0]);
    }
    long wallNs = System.nanoTime() - startNs;
    Samples ends = new Samples(endNs.length);
    for (long end : endNs) {
      ends.add(end - startNs);
    }
    return new Times(wallNs, samples, ends);
  }
}
