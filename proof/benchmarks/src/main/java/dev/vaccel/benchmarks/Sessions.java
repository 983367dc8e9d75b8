package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;

/**
 * 64 sessions that call at once against one session that does the same total work: how much
 * throughput is left, and whether a session starves. Sessions on connections of their own (64
 * guests) and sessions of one process that share one connection.
 */
final class Sessions {
  private static final int SESSIONS = 64;
  private static final double BAR = 0.9;
  private static final long FAIRNESS_NS = 4_000_000_000L;

  private Sessions() {}

  /** Makes the call to be repeated in a session on one caller's data. */
  @FunctionalInterface
  private interface Work {
    Runnable in(Session session, Matrices data);
  }

  static void run(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "noop,blas")) {
      Work noop = (session, _) -> session.api(NoopApi.class)::noop;
      Work sgemm =
          (session, data) -> {
            BlasApi blas = session.api(BlasApi.class);
            return () -> data.multiply(blas);
          };
      measure(report, scale, agent, "noop", noop, 6400);
      measure(report, scale, agent, "sgemm n=256", sgemm, 640);
    }
  }

  /** 64 guests that classify against 64 sessions of this process that do: directly. */
  static void classify(Report report, Scale scale, Path directory, Path models) throws Exception {
    Path model = models.resolve("onnx/mobilenet_v1_025_224.onnx");
    Path photo = models.resolve("images/golden_retriever.jpg");
    if (!Files.isRegularFile(model) || !Files.isRegularFile(photo)) {
      report.skip("64 sessions classify", model + " or " + photo + " is not there");
      return;
    }
    List<Session> sessions = new ArrayList<>();
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "onnx,image");
        LocalRuntime here = LocalRuntime.open();
        Arena arena = Arena.ofShared()) {
      MemorySegment image = arena.allocateFrom(ValueLayout.JAVA_BYTE, Files.readAllBytes(photo));
      List<Runnable> direct = new ArrayList<>();
      List<Runnable> remote = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        direct.add(classifier(here.openSession(), sessions, model, image));
        remote.add(classifier(Vaccel.connect(agent.firstLine), sessions, model, image));
      }
      int each = Math.max(1, scale.calls(128) / SESSIONS);
      double[] ratios = new double[scale.rounds()];
      for (int i = 0; i < Math.min(4, scale.rounds()); i++) {
        runAll(direct, each, Long.MAX_VALUE);
        runAll(remote, each, Long.MAX_VALUE);
      }
      for (int round = 0; round < ratios.length; round++) {
        boolean isDirectFirst = round % 2 == 0;
        long firstNs = runAll(isDirectFirst ? direct : remote, each, Long.MAX_VALUE).wallNs();
        long secondNs = runAll(isDirectFirst ? remote : direct, each, Long.MAX_VALUE).wallNs();
        double ratio = (double) firstNs / secondNs;
        ratios[round] = isDirectFirst ? ratio : 1 / ratio;
      }
      Arrays.sort(ratios);
      report.addAtLeast(
          "classify, 64 connections", ratios[ratios.length / 2], "of direct throughput", 0.95);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static Runnable classifier(
      Session session, List<Session> sessions, Path model, MemorySegment image) {
    sessions.add(session);
    ResourceId id = session.register(model);
    ImageApi api = session.api(ImageApi.class);
    return () -> api.classify(id, image, 1);
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
        List<Runnable> alone = new ArrayList<>();
        List<Runnable> own = new ArrayList<>();
        List<Runnable> sharing = new ArrayList<>();
        Session first = Vaccel.connect(agent.firstLine);
        sessions.add(first);
        for (int i = 0; i < SESSIONS; i++) {
          // The one session works on the data of all: the same total work.
          Matrices data = Matrices.of(256, arena);
          alone.add(work.in(first, data));
          Session guest = Vaccel.connect(agent.firstLine);
          sessions.add(guest);
          own.add(work.in(guest, data));
          Session one = shared.openSession();
          sessions.add(one);
          sharing.add(work.in(one, data));
        }
        List<Runnable> cycle = List.of(new Cycle(alone));
        measure(report, scale, agent, name + ", 64 connections", cycle, own, each);
        measure(report, scale, agent, name + ", 1 connection", cycle, sharing, each);
      } finally {
        sessions.forEach(Session::close);
      }
    }
  }

  private static void measure(
      Report report,
      Scale scale,
      ChildProcess agent,
      String name,
      List<Runnable> alone,
      List<Runnable> calls,
      int each)
      throws Exception {
    int rounds = scale.rounds();
    for (int i = 0; i < Math.min(4, scale.rounds()); i++) {
      runAll(alone, each * SESSIONS, Long.MAX_VALUE);
      runAll(calls, each, Long.MAX_VALUE);
    }
    double[] ratios = new double[rounds];
    Duration aloneCpu = Duration.ZERO;
    Duration togetherCpu = Duration.ZERO;
    for (int round = 0; round < rounds; round++) {
      Duration first = cpu(agent);
      long aloneNs = runAll(alone, each * SESSIONS, Long.MAX_VALUE).wallNs();
      Duration second = cpu(agent);
      long togetherNs = runAll(calls, each, Long.MAX_VALUE).wallNs();
      aloneCpu = aloneCpu.plus(second).minus(first);
      togetherCpu = togetherCpu.plus(cpu(agent)).minus(second);
      ratios[round] = (double) aloneNs / togetherNs;
    }
    Arrays.sort(ratios);
    report.addAtLeast(name, ratios[rounds / 2], "of one session's throughput", BAR);
    // Time on the processors says what the rest costs where a busy machine blurs the clock.
    double totalCalls = (double) rounds * each * SESSIONS;
    report.addAtMost("  one session", aloneCpu.toNanos() / totalCalls / 1e3, "us cpu per call", 0);
    report.addAtMost(
        "  64 sessions", togetherCpu.toNanos() / totalCalls / 1e3, "us cpu per call", 0);
    Times longer = runAll(calls, Integer.MAX_VALUE, FAIRNESS_NS * rounds / Scale.FULL.rounds());
    long[] counts = longer.calls().stream().mapToLong(Samples::count).sorted().toArray();
    report.addAtMost("  slowest call", slowestNs(longer) / 1e6, "ms", 0);
    report.addAtLeast(
        "  the slowest session's calls",
        (double) counts[0] / counts[counts.length / 2],
        "of the median session's in the same time",
        0);
  }

  private static long slowestNs(Times times) {
    return times.calls().stream().mapToLong(Samples::max).max().orElse(0);
  }

  /** One call after the other, round and round. Confined to one thread at a time. */
  private static final class Cycle implements Runnable {
    private final List<Runnable> calls;
    private int next;

    Cycle(List<Runnable> calls) {
      this.calls = calls;
    }

    @Override
    public void run() {
      calls.get(next).run();
      next = (next + 1) % calls.size();
    }
  }

  /** Processor time of client and agent so far. */
  private static Duration cpu(ChildProcess agent) {
    Duration client = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return client.plus(agent.cpu());
  }

  /** Of one run: wall-clock time, and the calls of each thread. */
  private record Times(long wallNs, List<Samples> calls) {}

  /** All callers at once, each in a thread, until each made its calls or the time is over. */
  private static Times runAll(List<Runnable> callers, int each, long limitNs) throws Exception {
    CyclicBarrier start = new CyclicBarrier(callers.size() + 1);
    List<Samples> samples = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (Runnable caller : callers) {
      Samples ours = new Samples(Math.min(each, 10_000));
      samples.add(ours);
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      repeat(caller, each, limitNs, ours);
                    } catch (Exception e) {
                      failures.add(e);
                    }
                  });
      threads.add(thread);
    }
    long startNs = System.nanoTime();
    start.await();
    for (Thread thread : threads) {
      thread.join();
    }
    long wallNs = System.nanoTime() - startNs;
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a session failed", failures.peek());
    }
    return new Times(wallNs, samples);
  }

  private static void repeat(Runnable caller, int calls, long limitNs, Samples samples) {
    long startNs = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      long callNs = System.nanoTime();
      if (callNs - startNs >= limitNs) {
        return;
      }
      caller.run();
      samples.add(System.nanoTime() - callNs);
    }
  }
}
