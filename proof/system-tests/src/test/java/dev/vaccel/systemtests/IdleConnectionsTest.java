package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over which nothing goes leave the processors alone, at both ends. */
class IdleConnectionsTest {
  private static final int CONNECTIONS = 50;
  private static final long OBSERVED_NS = 5_000_000_000L;
  // A JVM of its own accord takes some: its timers, a collection, a compilation.
  private static final Duration MOST = Duration.ofMillis(250);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"unix", "shm+unix"})
  void takeNoProcessorTime(String scheme) throws Exception {
    List<Session> sessions = new ArrayList<>();
    try (AgentProcess agent =
        AgentProcess.start(
            "--listen=" + scheme + "://" + directory.resolve("agent.sock"), "--backend=noop")) {
      ProcessHandle process = agent.command().process().toHandle();
      for (int i = 0; i < CONNECTIONS; i++) {
        sessions.add(Carriers.connect(agent.address()));
        sessions.getLast().api(NoopApi.class).noop();
      }
      LockSupport.parkNanos(1_000_000_000); // What compilers and collectors still do.
      Duration before = cpu(process);
      Duration here = cpu(ProcessHandle.current());
      LockSupport.parkNanos(OBSERVED_NS);
      Duration agents = cpu(process).minus(before);
      Duration ours = cpu(ProcessHandle.current()).minus(here);
      System.out.println(
          "idle " + scheme + ": agent " + agents.toMillis() + " ms, caller " + ours.toMillis());
      assertTrue(agents.compareTo(MOST) <= 0, () -> "the agent used " + agents);
      assertTrue(ours.compareTo(MOST) <= 0, () -> "the caller used " + ours);
      for (Session session : sessions) {
        session.api(NoopApi.class).noop();
      }
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }
}
