package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import dev.vaccel.testing.Seed;
import dev.vaccel.vm.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C client's programs and bindings through rings in shared memory, and the ends of both. */
class GuestRingsTest {
  private static final Path MODELS = VaccelProcess.root().resolve("models").toAbsolutePath();
  private static final int ROUNDS = 8;
  private static final long LATEST_KILL_NS = 100_000_000;
  private static final String WITHOUT_END = "10000000";

  @TempDir Path directory;
  private AgentProcess agent;
  private GuestTools tools;

  @BeforeEach
  void start() throws Exception {
    GuestBuild.tools(Architecture.ofThisMachine()); // First: it may skip all of this.
    agent =
        AgentProcess.start(
            "--listen=shm+unix://" + directory.resolve("agent.sock"),
            "--enable=exec",
            "--store=" + directory.resolve("store"));
    tools = GuestTools.of(agent);
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private Process started(String name, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(tools.command(name, arguments))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("VACCEL_ADDRESS", agent.address());
    return builder.start();
  }

  @Test
  void programsGetTheAgentsAnswers() throws Exception {
    Said star = tools.run("classify", "--top", "1", MODELS.resolve("images/star-1.png").toString());
    assertTrue(star.text().contains("star"), star.text());
    assertEquals(0, star.exitCode());
    // Matrices of many rings.
    Said product = tools.run("sgemm", "512");
    assertTrue(product.text().contains("right"), product.text());
    assertEquals(0, product.exitCode());
    Said echoed = tools.run("echo", "--repeat", "20", "0", "64", "262144", "262145", "8388608");
    assertEquals(0, echoed.exitCode(), echoed.text());
    assertEquals(5, echoed.text().lines().count(), echoed.text());
  }

  @Test
  void pythonCallsThroughRings() throws Exception {
    GuestBuild.requirePrograms("python3");
    GuestBuild.make("all");
    Path root = GuestBuild.source().toAbsolutePath();
    String built = "target/" + Architecture.ofThisMachine().machineName() + "/libvaccel-guest.so";
    Said said =
        GuestBuild.run(
            List.of(
                "python3",
                "-c",
                """
                import array, vaccel
                with vaccel.Session() as session:
                    a = array.array("f", [1, 2, 3, 4, 5, 6])
                    b = array.array("f", [1, 0, 0, 1, 1, 1])
                    print(session.sgemm(2, 2, 3, a, b).view().tolist())
                """),
            Map.of(
                "PYTHONPATH",
                root.resolve("python").toString(),
                "PYTHONDONTWRITEBYTECODE",
                "1",
                "VACCEL_GUEST_LIBRARY",
                root.resolve(built).toString(),
                "VACCEL_ADDRESS",
                agent.address()));
    assertEquals("[[4.0, 5.0], [10.0, 11.0]]\n", said.text());
    assertEquals(0, said.exitCode());
  }

  /** A library whose function tells that it was called, and does not return. */
  private Path waitingLibrary(Path called) throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("wait.c"),
            """
            #include <fcntl.h>
            #include <unistd.h>
            void wait_long(void) {
              close(creat("%s", 0600));
              sleep(1000);
            }
            """
                .formatted(called));
    Path library = directory.resolve("libwait.so");
    GuestBuild.run(List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
    return library;
  }

  @Test
  void anAgentThatIsKilledEndsTheWaitingProgram() throws Exception {
    Path called = directory.resolve("called");
    Process waiting = started("exec", "--library=" + waitingLibrary(called), "--symbol=wait_long");
    try {
      Deadline.await("the agent calls", () -> Files.exists(called) || !waiting.isAlive());
      assertTrue(waiting.isAlive(), log("exec"));
      agent.close();
      Deadline.await("the program ends", () -> !waiting.isAlive());
      assertEquals(4, waiting.exitValue(), log("exec"));
      assertEquals(1, log("exec").lines().count(), log("exec"));
      assertTrue(log("exec").contains("the agent closed the connection"), log("exec"));
    } finally {
      waiting.destroyForcibly().onExit().join();
    }
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"), StandardCharsets.UTF_8);
  }

  @Test
  void programsThatAreKilledLeaveNothingAndOthersAreServed() throws Exception {
    Random random = Seed.random("GuestRingsTest");
    ProcessView view = agent.view();
    Process other = started("sgemm", "--repeat", "1000000", "32");
    try {
      agent.awaitCounter("vaccel_sessions", 1);
      long descriptors = view.descriptors();
      for (int round = 0; round < ROUNDS; round++) {
        Process killed =
            started("echo", "--repeat", WITHOUT_END, round % 2 == 0 ? "64" : "4194304");
        try {
          agent.awaitCounter("vaccel_sessions", 2);
          // Not a wait for anything: the moment of the kill is what is random here.
          LockSupport.parkNanos((long) (random.nextDouble() * LATEST_KILL_NS));
          assertTrue(killed.isAlive(), log("echo"));
        } finally {
          killed.destroyForcibly().onExit().join();
        }
        agent.awaitCounter("vaccel_sessions", 1);
        agent.awaitCounter("vaccel_connections", 1);
        Said after = tools.run("echo", "--repeat", "10", "64", "1000000");
        assertEquals(0, after.exitCode(), after.text());
      }
      agent.awaitCounter("vaccel_bulk_bytes", 0);
      Deadline.await("the dead's rings are unmapped", () -> view.mappings("memfd:vaccel") == 1);
      Deadline.await("descriptors are closed", () -> view.descriptors() <= descriptors);
      assertTrue(other.isAlive(), log("sgemm"));
    } finally {
      other.destroyForcibly().onExit().join();
    }
  }
}
