package dev.vaccel.systemtests;

import static dev.vaccel.api.Transpose.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.systemtests.KilledGuest.Mode;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import java.io.BufferedReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that is killed in the middle of a call is noticed at once, and said. How soon that is, is
 * printed; the figures are those of {@code proof/benchmarks/run peer-death}. What is required here
 * is only that it does not take as long as something that waits for a time to be over.
 */
class PeerDeathTest {
  // The promise is 100 ms; this machine may be busy with anything.
  private static final long LIMIT_NS = 2_000_000_000;
  private static final int N = 1536;
  private static final String LOST = "connection lost tenant=uid:";

  @TempDir Path directory;

  private AgentProcess agent(String scheme) throws Exception {
    return AgentProcess.start(
        "--listen=" + scheme + "://" + directory.resolve("agent.sock"),
        "--store=" + directory.resolve("store"),
        "--backend=noop",
        "--backend=blas");
  }

  private static void require(String what, long durationNs) {
    System.out.printf("%s after %.1f ms%n", what, durationNs / 1e6);
    assertTrue(durationNs < LIMIT_NS, () -> what + " after " + durationNs / 1_000_000 + " ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "shm+unix"})
  void aCallerThatWaitsLearnsThatItsAgentIsKilled(String scheme) throws Exception {
    try (AgentProcess agent = agent(scheme);
        Session session = Carriers.connect(agent.address())) {
      BlasApi blas = session.api(BlasApi.class);
      MemorySegment a = Arena.ofAuto().allocate(4L * N * N);
      MemorySegment b = Arena.ofAuto().allocate(4L * N * N);
      MemorySegment c = Arena.ofAuto().allocate(4L * N * N);
      AtomicLong endedNs = new AtomicLong();
      Background<TransportException> caller =
          Background.start(
              () -> {
                try {
                  while (true) {
                    // Not checked between calls: it is to wait all the time.
                    blas.sgemm(NONE, NONE, N, N, N, 1, a, N, b, N, 0, c, N);
                  }
                } catch (TransportException e) {
                  endedNs.set(System.nanoTime());
                  return e;
                }
              });
      agent.awaitCounter("vaccel_sessions", 1);
      Deadline.await("calls are answered", () -> agent.counter("vaccel_calls_total") > 0);
      long startNs = System.nanoTime();
      agent.command().process().destroyForcibly();
      assertEquals(ErrorCode.CONNECTION_LOST, caller.await().code());
      require(scheme + ": the caller knows", endedNs.get() - startNs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "shm+unix"})
  void anAgentFreesWhatAKilledCallerHeldAndSaysSo(String scheme) throws Exception {
    try (AgentProcess agent = agent(scheme)) {
      Process guest =
          KilledGuest.start(
              agent.address(),
              Mode.BULK,
              directory.resolve("upload"),
              ProcessBuilder.Redirect.INHERIT);
      long startNs;
      try (BufferedReader output = guest.inputReader()) {
        assertEquals("calling", output.readLine());
        Deadline.await("it calls", () -> agent.counter("vaccel_bulk_bytes") > 0);
      } finally {
        startNs = System.nanoTime();
        guest.destroyForcibly();
      }
      agent.awaitCounter("vaccel_sessions", 0);
      agent.awaitCounter("vaccel_bulk_bytes", 0);
      Deadline.await("nothing is mapped", () -> agent.view().mappings("memfd:vaccel") == 0);
      Deadline.await("it is said", () -> agent.command().messages().contains(LOST));
      require(scheme + ": freed and said", System.nanoTime() - startNs);
    }
  }
}
