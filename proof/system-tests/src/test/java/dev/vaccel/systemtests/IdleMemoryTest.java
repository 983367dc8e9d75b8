package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What idle connections and sessions cost an agent in memory: about three times what {@code
 * proof/benchmarks/run idle-memory} finds is allowed. The agent's heap has all its pages from the
 * start, so that its process only grows by what is taken outside.
 */
class IdleMemoryTest {
  private static final List<String> FIXED_HEAP =
      List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch");

  private static final int CONNECTIONS = 200;
  private static final int SESSIONS = 2000;

  private static final long CONNECTION_HEAP_BYTES = 40 << 10;
  private static final long CONNECTION_OUTSIDE_BYTES = 400 << 10;
  private static final long SESSION_HEAP_BYTES = 4 << 10;
  // Compilers still take some, and there are few sessions to share it.
  private static final long SESSION_OUTSIDE_BYTES = 32 << 10;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"unix", "shm+unix", "tcp"})
  void isBounded(String scheme) throws Exception {
    String place =
        scheme.equals("tcp") ? "tcp://127.0.0.1:0" : scheme + "://" + directory.resolve("a.sock");
    List<RemoteAgent> connections = new ArrayList<>();
    try (VaccelProcess agent =
        VaccelProcess.start(
            List.of(),
            FIXED_HEAP,
            "agent",
            "--listen=" + place,
            "--backend=noop",
            "--max-connections=" + 4 * CONNECTIONS,
            "--max-sessions=" + 2 * SESSIONS,
            "--max-sessions-per-tenant=" + 2 * SESSIONS)) {
      Address address = Address.parse(agent.line());
      // The first ones load classes and start compilers.
      open(address, connections, CONNECTIONS / 2);
      openSessions(connections, SESSIONS / 2);
      Use before = Use.of(agent.process().pid());
      open(address, connections, CONNECTIONS);
      Use connected = Use.of(agent.process().pid());
      openSessions(connections, SESSIONS);
      Use full = Use.of(agent.process().pid());
      System.out.println(
          scheme
              + ": each connection "
              + connected.minus(before, CONNECTIONS)
              + ", each session "
              + full.minus(connected, SESSIONS));
      connected
          .minus(before, CONNECTIONS)
          .requireAtMost(CONNECTION_HEAP_BYTES, CONNECTION_OUTSIDE_BYTES);
      full.minus(connected, SESSIONS).requireAtMost(SESSION_HEAP_BYTES, SESSION_OUTSIDE_BYTES);
    } finally {
      connections.forEach(RemoteAgent::close);
    }
  }

  private static void open(Address address, List<RemoteAgent> connections, int more) {
    for (int i = 0; i < more; i++) {
      connections.add(RemoteAgent.connect(address, Carriers.options(address.toString())));
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

  /** Memory: of live objects, and of the process, whose heap does not change it. */
  private record Use(long heapBytes, long outsideBytes) {
    static Use of(long pid) throws IOException, InterruptedException {
      long live = liveBytes(pid); // Collects first: freed native memory follows its objects.
      return new Use(live, residentBytes(pid));
    }

    Use minus(Use other, int count) {
      return new Use(
          (heapBytes - other.heapBytes) / count, (outsideBytes - other.outsideBytes) / count);
    }

    void requireAtMost(long mostHeapBytes, long mostOutsideBytes) {
      assertTrue(heapBytes <= mostHeapBytes, () -> this + ": at most " + mostHeapBytes);
      assertTrue(outsideBytes <= mostOutsideBytes, () -> this + ": at most " + mostOutsideBytes);
    }
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new AssertionError("no VmRSS of " + pid);
  }

  private static long liveBytes(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(jcmd.waitFor(60, TimeUnit.SECONDS), "jcmd hangs");
    for (String line : said.lines().toList()) {
      if (line.startsWith("Total")) {
        return Long.parseLong(line.strip().split("\\s+", -1)[2]);
      }
    }
    throw new AssertionError("no total in: " + said);
  }
}
