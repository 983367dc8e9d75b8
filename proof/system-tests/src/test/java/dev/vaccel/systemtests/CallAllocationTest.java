package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small call takes little heap, in the thread that makes it and in the agent's that serves it,
 * once it is compiled. That takes as long as it takes: what counts is that it comes to that.
 */
class CallAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MOST_BYTES = 200;
  private static final int CALLS = 10_000;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  @Test
  @Timeout(120)
  void noopTakesLittleHeap(@TempDir Path directory) {
    Address address = new Address("unix", directory.resolve("agent.sock").toString());
    try (Agent _ = Agent.start(AgentOptions.at(address).withBackends(Set.of("noop")));
        Session session = Vaccel.connect(address.toString())) {
      NoopApi noop = session.api(NoopApi.class);
      long endNs = System.nanoTime() + PATIENCE_NS;
      String taken = "nothing was measured";
      while (!taken.isEmpty() && System.nanoTime() - endNs < 0) {
        long client = THREADS.getCurrentThreadAllocatedBytes();
        long agent = agentBytes();
        for (int i = 0; i < CALLS; i++) {
          noop.noop();
        }
        client = (THREADS.getCurrentThreadAllocatedBytes() - client) / CALLS;
        agent = (agentBytes() - agent) / CALLS;
        taken =
            client <= MOST_BYTES && agent <= MOST_BYTES
                ? ""
                : "client " + client + " bytes for each call, agent " + agent;
      }
      assertEquals("", taken);
    }
  }

  /** What the threads of connections have taken. */
  private static long agentBytes() {
    long[] threads =
        Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
            .filter(t -> t != null && t.getThreadName().startsWith("vaccel-connection"))
            .mapToLong(ThreadInfo::getThreadId)
            .toArray();
    return Arrays.stream(THREADS.getThreadAllocatedBytes(threads)).sum();
  }
}
