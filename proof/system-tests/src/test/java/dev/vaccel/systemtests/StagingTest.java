package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.CallOptions;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large arguments and results outside session memory travel by shared memory that calls borrow. */
class StagingTest {
  private static final int BYTES = 200_000;
  private static final long MOST = 64L << 20;

  @TempDir Path directory;
  private Agent agent;

  @BeforeEach
  void start() {
    agent = Agent.start(AgentOptions.at(address()).withBackends(Set.of("noop")));
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private Address address() {
    return Address.parse("unix://" + directory.resolve("agent.sock"));
  }

  private Session session() {
    return Vaccel.connect(address().toString());
  }

  private long heldBytes() {
    return agent.status().bulkBytes();
  }

  private void untilStaged(NoopApi noop) {
    Deadline.await(
        "memory is shared",
        () -> {
          echo(noop, BYTES, 1);
          return heldBytes() > 0;
        });
  }

  private static void echo(NoopApi noop, int bytes, long seed) {
    byte[] random = new byte[bytes];
    new SplittableRandom(seed).nextBytes(random);
    byte[] back = new byte[bytes];
    noop.echo(MemorySegment.ofArray(random), MemorySegment.ofArray(back));
    assertEquals(-1, MemorySegment.ofArray(random).mismatch(MemorySegment.ofArray(back)));
  }

  @Test
  void oneLargeCallOrSmallOnesShareNothing() {
    try (Session session = session()) {
      NoopApi noop = session.api(NoopApi.class);
      echo(noop, BYTES, 1);
      for (int i = 0; i < 100; i++) {
        echo(noop, 1000, i);
      }
      assertEquals(0, heldBytes());
    }
  }

  @Test
  void laterCallsOfEverySizeGetTheirBytesBack() {
    try (Session session = session();
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      untilStaged(noop);
      for (int bytes : new int[] {0, 1, 16_384, 16_385, 3_000_001, 4 << 20, 9_000_000, 40 << 20}) {
        for (int i = 0; i < 4; i++) {
          echo(noop, bytes, bytes + i);
          MemorySegment in = arena.allocate(bytes).fill((byte) i);
          MemorySegment out = arena.allocate(bytes);
          noop.echo(in, out);
          assertEquals(-1, in.mismatch(out));
        }
      }
      Deadline.await("only what is shared is held", () -> heldBytes() <= MOST);
    }
    Deadline.await("all is unmapped", () -> heldBytes() == 0);
  }

  @Test
  void manyThreadsShareWhatThereIs() {
    try (Session session = session()) {
      List<Background<Integer>> callers = new ArrayList<>();
      for (int caller = 0; caller < 12; caller++) {
        long seed = caller;
        NoopApi noop =
            session.api(
                NoopApi.class,
                caller % 3 == 0
                    ? CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(60))
                    : CallOptions.DEFAULT);
        callers.add(
            Background.start(
                () -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  for (int i = 0; i < 60; i++) {
                    echo(noop, random.nextInt(10, 4_000_000), random.nextLong());
                  }
                  return 60;
                }));
      }
      callers.forEach(caller -> assertEquals(60, caller.await()));
      Deadline.await("only what is shared is held", () -> heldBytes() <= MOST);
    }
    Deadline.await("all is unmapped", () -> heldBytes() == 0);
  }

  @Test
  void aNewAgentIsGivenNewMemory() {
    try (Session session = session()) {
      NoopApi noop = session.api(NoopApi.class);
      untilStaged(noop);
      agent.close();
      start();
      Deadline.await("reconnected", () -> echoes(noop));
      untilStaged(noop);
      echo(noop, 3 * BYTES, 2);
    }
    Deadline.await("all is unmapped", () -> heldBytes() == 0);
  }

  private static boolean echoes(NoopApi noop) {
    try {
      echo(noop, BYTES, 3);
      return true;
    } catch (TransportException lost) {
      return false;
    }
  }

  @Test
  void resultsReachMemoryOfTheCallersThreadAlone() {
    try (Session session = session()) {
      NoopApi noop = session.api(NoopApi.class);
      untilStaged(noop);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, BYTES / 4);
        MemorySegment in = arena.allocate(ValueLayout.JAVA_INT, BYTES / 4).fill((byte) 7);
        noop.echo(in, out);
        assertEquals(0x07070707, out.getAtIndex(ValueLayout.JAVA_INT, BYTES / 4 - 1));
      }
    }
  }
}
