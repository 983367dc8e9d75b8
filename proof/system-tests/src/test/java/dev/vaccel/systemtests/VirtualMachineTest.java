package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.Transpose;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come out of a virtual machine: its kernel's vsock, QEMU, and the agent's device. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VirtualMachineTest {
  private static final int N = 64;

  @TempDir static Path directory;
  private static Agent agent;
  private static GuestMachine machine;

  @BeforeAll
  static void boot() throws Exception {
    GuestMachine.require();
    Path device = directory.resolve("vm.sock");
    agent =
        Agent.start(
            AgentOptions.at(Address.parse("vhost-user://" + device))
                .withBackends(Set.of("noop", "blas", "onnx", "image")));
    machine = GuestMachine.boot(device, directory.resolve("port.sock"), directory);
  }

  @AfterAll
  static void stop() {
    if (machine != null) {
      machine.close();
    }
    if (agent != null) {
      agent.close();
    }
  }

  private static Session fromTheGuest() {
    // The program in the guest tells callers apart by their ends, which it has to see.
    Deadline.await("the last caller is gone", () -> agent.status().connections() == 0);
    return Carriers.connect("unix://" + directory.resolve("port.sock"));
  }

  @Test
  @Order(1)
  void bytesComeBackFromTheAgent() {
    try (Session session = fromTheGuest();
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      noop.noop();
      assertEquals(1, agent.status().sessions());
      for (int bytes : new int[] {1, 64, 5000, 70_000, 1_000_003}) {
        byte[] random = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(random);
        MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, random);
        MemorySegment out = arena.allocate(bytes);
        noop.echo(in, out);
        assertEquals(-1, in.mismatch(out), bytes + " bytes");
      }
    }
    Deadline.await("the session is closed", () -> agent.status().sessions() == 0);
  }

  @Test
  @Order(2)
  void aMatrixProductIsThatOfThisProcess() {
    MemorySegment a = matrix(1);
    MemorySegment b = matrix(2);
    MemorySegment there = MemorySegment.ofArray(new float[N * N]);
    MemorySegment here = MemorySegment.ofArray(new float[N * N]);
    try (Session session = fromTheGuest();
        Session local = Vaccel.local()) {
      multiply(session, a, b, there);
      multiply(local, a, b, here);
    }
    assertEquals(-1, here.mismatch(there));
  }

  private static MemorySegment matrix(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[N * N];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-8, 9);
    }
    return MemorySegment.ofArray(values);
  }

  private static void multiply(Session session, MemorySegment a, MemorySegment b, MemorySegment c) {
    session
        .api(BlasApi.class)
        .sgemm(Transpose.NONE, Transpose.NONE, N, N, N, 1, a, N, b, N, 0, c, N);
  }

  @Test
  @Order(3)
  void aPictureIsClassified() throws Exception {
    Path root = VaccelProcess.root();
    MemorySegment picture =
        MemorySegment.ofArray(Files.readAllBytes(root.resolve("models/images/star-1.png")));
    try (Session session = fromTheGuest()) {
      ResourceId model = session.register(root.resolve("models/shapes"));
      assertEquals(
          List.of("star"),
          session.api(ImageApi.class).classify(model, picture, 1).stream()
              .map(label -> label.text())
              .toList());
    }
  }

  @Test
  @Order(4)
  void aMachineThatDiesTakesItsSessionsAlong() {
    try (Session session = fromTheGuest()) {
      NoopApi noop = session.api(NoopApi.class);
      noop.noop();
      assertTrue(machine.isAlive(), machine.console());
      machine.kill();
      assertThrows(TransportException.class, noop::noop);
      Deadline.await("the session is closed", () -> agent.status().sessions() == 0);
    }
  }
}
