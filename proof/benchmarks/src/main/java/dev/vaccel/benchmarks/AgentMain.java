package dev.vaccel.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.Limits;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An agent in a process of its own: {@code AgentMain ADDRESS[,ADDRESS] BACKENDS}. Prints its first
 * address. Answers "heap" with the bytes of heap in use, "classify MODEL IMAGE CALLS" with the
 * times of such calls that it makes itself, and each other line of its input with the calls it has
 * served and the bytes of heap that its threads have taken; ends when its input ends.
 */
final class AgentMain {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Limits DEFAULT = Limits.DEFAULT;

  // All guests of a benchmark are one tenant, who may have half of the connections.
  private static final Limits LIMITS =
      new Limits(
          2000,
          20_000,
          20_000,
          DEFAULT.callsPerConnection(),
          DEFAULT.bytesPerConnection(),
          DEFAULT.bytes(),
          DEFAULT.storeBytes(),
          DEFAULT.resourceBytes(),
          DEFAULT.computeSlots());

  private AgentMain() {}

  /** Starts one with the options of {@code ./vaccel agent}. */
  static ChildProcess start(String address, String backends) throws IOException {
    return start(List.of(), address, backends);
  }

  /** As {@link #start(String, String)}, with further options of its JVM. */
  static ChildProcess start(List<String> jvmOptions, String address, String backends)
      throws IOException {
    List<String> all = new ArrayList<>(ChildProcess.AGENT_OPTIONS);
    all.addAll(jvmOptions);
    return new ChildProcess(all, AgentMain.class, List.of(address, backends));
  }

  public static void main(String[] arguments) throws IOException {
    // News of virtual machines would mix with figures.
    Logger.getLogger("").setLevel(Level.WARNING);
    List<AgentOptions.Listen> places = new ArrayList<>();
    for (String address : arguments[0].split(",", -1)) {
      places.add(new AgentOptions.Listen(Address.parse(address), LinkOptions.DEFAULT));
    }
    AgentOptions options =
        AgentOptions.at(places.getFirst().address())
            .withListen(List.copyOf(places))
            .withLimits(LIMITS);
    if (!arguments[1].equals("all")) {
      options = options.withBackends(Set.of(arguments[1].split(",")));
    }
    try (Agent agent = Agent.start(options);
        OwnCalls own = new OwnCalls()) {
      System.out.println(agent.addresses().getFirst());
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String asked = questions.readLine(); asked != null; asked = questions.readLine()) {
        System.out.println(answer(asked, agent, own));
      }
    }
  }

  private static String answer(String asked, Agent agent, OwnCalls own) throws IOException {
    String[] words = asked.split(" ", -1);
    return switch (words[0]) {
      case "heap" -> String.valueOf(usedHeap());
      case "classify" ->
          own.classify(Path.of(words[1]), Path.of(words[2]), Integer.parseInt(words[3])).line();
      default -> agent.status().calls() + " " + allocatedBytes();
    };
  }

  private static long usedHeap() {
    System.gc(); // what is garbage costs nobody anything
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
