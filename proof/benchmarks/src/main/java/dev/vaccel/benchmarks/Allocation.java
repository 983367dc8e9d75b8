package dev.vaccel.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Bytes of heap that one call takes, in the client and in the agent, once both are compiled. */
final class Allocation {
  private static final double BAR_BYTES = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "noop");
        Session session = Vaccel.connect(agent.firstLine);
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      measure(report, scale, agent, "noop", noop::noop, BAR_BYTES);
      MemorySegment in = arena.allocate(64, 64);
      MemorySegment out = arena.allocate(64, 64);
      measure(report, scale, agent, "echo 64 B", () -> noop.echo(in, out), 0);
    }
  }

  private static void measure(
      Report report, Scale scale, ChildProcess agent, String name, Runnable call, double bar)
      throws IOException {
    // The compilers of both processes must be done with the path: 200 000 calls at full scale.
    repeat(call, 10 * scale.warmUpCalls());
    int calls = scale.calls(100_000);
    long[] before = state(agent);
    long clientBefore = THREADS.getCurrentThreadAllocatedBytes();
    repeat(call, calls);
    long clientAfter = THREADS.getCurrentThreadAllocatedBytes();
    long[] after = state(agent);
    if (after[0] - before[0] != calls) {
      throw new IllegalStateException(
          "the agent served " + (after[0] - before[0]) + " calls, expected " + calls);
    }
    double client = (double) (clientAfter - clientBefore) / calls;
    double server = (double) (after[1] - before[1]) / calls;
    report.addAtMost(name + ", client", client, "bytes of heap for each call", bar);
    report.addAtMost(name + ", agent", server, "bytes of heap for each call", bar);
  }

  private static void repeat(Runnable call, int calls) {
    for (int i = 0; i < calls; i++) {
      call.run();
    }
  }

  private static long[] state(ChildProcess agent) throws IOException {
    String answer = agent.ask("state");
    int blank = answer.indexOf(' ');
    return new long[] {
      Long.parseLong(answer.substring(0, blank)), Long.parseLong(answer.substring(blank + 1))
    };
  }
}
