package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What idle connections and sessions cost an agent in memory. Each has made a call. The agent's
 * heap has one size and all its pages from the start: what its process takes more of is outside.
 */
final class IdleMemory {
  private static final List<String> FIXED_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private IdleMemory() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    for (String scheme : new String[] {"unix", "shm+unix", "tcp"}) {
      String address =
          scheme.equals("tcp")
              ? "tcp://127.0.0.1:0"
              : scheme + "://" + directory.resolve("agent.sock");
      try (ChildProcess agent = AgentMain.start(FIXED_HEAP, address, "noop")) {
        int divisor = scale.equals(Scale.FULL) ? 1 : 50;
        warmUp(agent, 200 / divisor);
        measure(report, scheme, agent, divisor);
      }
    }
  }

  /** What the agent's compilers take is not a guest's. */
  private static void warmUp(ChildProcess agent, int connections) {
    for (int i = 0; i < connections; i++) {
      try (RemoteAgent connection =
          RemoteAgent.connect(Address.parse(agent.firstLine), Carriers.options(agent.firstLine))) {
        for (int j = 0; j < 50; j++) {
          call(connection);
        }
      }
    }
  }

  private static void measure(Report report, String scheme, ChildProcess agent, int divisor)
      throws Exception {
    List<RemoteAgent> connections = new ArrayList<>();
    try {
      int few = 100 / divisor;
      int many = 500 / divisor;
      open(agent, connections, few);
      Use before = Use.of(agent);
      open(agent, connections, many - few);
      Use connected = Use.of(agent);
      openSessions(connections, 1000 / divisor - many);
      Use fewSessions = Use.of(agent);
      openSessions(connections, 9000 / divisor);
      Use manySessions = Use.of(agent);
      report(report, scheme + ", a connection with a session", before, connected, many - few);
      report(report, scheme + ", a session", fewSessions, manySessions, 9000 / divisor);
    } finally {
      connections.forEach(RemoteAgent::close);
    }
  }

  private static void open(ChildProcess agent, List<RemoteAgent> connections, int more) {
    for (int i = 0; i < more; i++) {
      connections.add(
          RemoteAgent.connect(Address.parse(agent.firstLine), Carriers.options(agent.firstLine)));
      call(connections.getLast());
    }
  }

  private static void openSessions(List<RemoteAgent> connections, int more) {
    for (int i = 0; i < more; i++) {
      call(connections.get(i % connections.size()));
    }
  }

  /** Opens a session, which ends with its connection. */
  private static void call(RemoteAgent connection) {
    Session session = connection.openSession();
    session.api(NoopApi.class).noop();
  }

  private static void report(Report report, String name, Use before, Use after, int count) {
    double heap = (double) (after.heapBytes - before.heapBytes) / count / 1024;
    double outside = (double) (after.residentBytes - before.residentBytes) / count / 1024;
    report.addAtMost(name + ", heap", heap, "KiB", 0);
    report.addAtMost(name + ", outside the heap", outside, "KiB", 0);
  }

  /** What the agent takes; garbage is collected first. */
  private record Use(long heapBytes, long residentBytes) {
    static Use of(ChildProcess agent) throws IOException {
      long heapBytes = Long.parseLong(agent.ask("heap"));
      return new Use(heapBytes, Footprint.residentBytes(agent.pid()));
    }
  }
}
