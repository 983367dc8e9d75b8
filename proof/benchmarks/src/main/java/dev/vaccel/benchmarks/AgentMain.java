package dev.vaccel.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.wire.spi.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An agent in a process of its own: {@code AgentMain ADDRESS BACKENDS}. Prints its address. Answers
 * each line of its input with the calls it has served and the bytes of heap that its threads have
 * taken; ends when its input ends.
 */
final class AgentMain {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AgentMain() {}

  /** Starts one with the options of {@code ./vaccel agent}. */
  static ChildProcess start(String address, String backends) throws IOException {
    return new ChildProcess(
        ChildProcess.AGENT_OPTIONS, AgentMain.class, List.of(address, backends));
  }

  public static void main(String[] arguments) throws IOException {
    // News of virtual machines would mix with figures.
    Logger.getLogger("").setLevel(Level.WARNING);
    AgentOptions options = AgentOptions.at(Address.parse(arguments[0]));
    if (!arguments[1].equals("all")) {
      options = options.withBackends(Set.of(arguments[1].split(",")));
    }
    try (Agent agent = Agent.start(options)) {
      System.out.println(agent.addresses().getFirst());
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (questions.readLine() != null) {
        System.out.println(agent.status().calls() + " " + allocatedBytes());
      }
    }
  }

  /** Heap taken by the agent's threads, this one excepted, which does not serve guests. */
  private static long allocatedBytes() {
    long bytes = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("vaccel-")) {
        bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    return bytes;
  }
}
