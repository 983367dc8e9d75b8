package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls through a serial port whose guest, VMM or agent ends in the middle of them. */
class SerialPortTest {
  private static final int LONG_BYTES = 64 << 20;

  @TempDir Path directory;
  private Agent agent;
  private PlayedPort port;

  @BeforeEach
  void start() throws IOException {
    agent = startAgent();
    port = new PlayedPort(directory.resolve("vm.sock"), directory.resolve("vport0p1"));
  }

  @AfterEach
  void stop() throws IOException {
    port.close();
    agent.close();
  }

  private Agent startAgent() {
    Address address = Address.parse("serial://" + directory.resolve("vm.sock"));
    return Agent.start(AgentOptions.at(address).withBackends(Set.of("noop")));
  }

  private Session fromTheGuest() {
    return Vaccel.connect("serial://" + directory.resolve("vport0p1"));
  }

  private static void echo(Session session, int bytes) {
    byte[] random = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(random);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, random);
      MemorySegment out = arena.allocate(bytes);
      session.api(NoopApi.class).echo(in, out);
      assertEquals(-1, in.mismatch(out), bytes + " bytes");
    }
  }

  private void serves() {
    try (Session session = fromTheGuest()) {
      for (int bytes : new int[] {1, 5000, 1_000_003}) {
        echo(session, bytes);
      }
      // That of a program before may still end: nobody told the agent of its end.
      Deadline.await("its session alone is open", () -> agent.status().sessions() == 1);
    }
    Deadline.await("the session is closed", () -> agent.status().sessions() == 0);
  }

  private interface Ending {
    void end() throws Exception;
  }

  /** A call is lost on its way there, and one on its way back. */
  private void losesTheCall(boolean aNewStream, Ending ending) throws Exception {
    for (long passed : new long[] {LONG_BYTES / 3, LONG_BYTES / 3 * 4L}) {
      Session session = fromTheGuest();
      long before = port.bytes();
      int streams = port.streams();
      Background<Boolean> calling = Background.run(() -> echo(session, LONG_BYTES));
      Deadline.await("bytes pass", () -> port.bytes() - before > passed);
      ending.end();
      assertThrows(TransportException.class, calling::await);
      session.close();
      Deadline.await("the VMM is connected", () -> !aNewStream || port.streams() > streams);
      serves();
    }
  }

  @Test
  void manyProgramsOneAfterTheOther() {
    for (int i = 0; i < 10; i++) {
      serves();
    }
  }

  @Test
  void aGuestThatIsResetIsServedAgain() throws Exception {
    losesTheCall(false, port::resetGuest);
  }

  @Test
  void aVmmThatIsStartedAgainIsServedAgain() throws Exception {
    losesTheCall(true, port::restartVmm);
  }

  @Test
  void anAgentThatIsStartedAgainServesTheSameMachine() throws Exception {
    losesTheCall(
        true,
        () -> {
          agent.close();
          agent = startAgent();
        });
  }
}
