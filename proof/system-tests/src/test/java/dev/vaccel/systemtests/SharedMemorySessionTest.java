package dev.vaccel.systemtests;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.Limits;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.CallOptions;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.Transpose;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that a session allocates is shared with an agent on the same machine, where it can be. */
class SharedMemorySessionTest {
  private static final int N = 160;
  private static final long BYTES = 4L * N * N;

  @TempDir Path directory;
  private Agent agent;

  @BeforeEach
  void start() {
    start(o -> o);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private Session session(UnaryOperator<AgentOptions> change) {
    agent.close();
    start(change);
    return session();
  }

  private Session session() {
    return Vaccel.connect(address().toString());
  }

  private void start(UnaryOperator<AgentOptions> change) {
    agent =
        Agent.start(change.apply(AgentOptions.at(address()).withBackends(Set.of("noop", "blas"))));
  }

  private Address address() {
    return Address.parse("unix://" + directory.resolve("agent.sock"));
  }

  private long heldBytes() {
    return agent.status().bulkBytes();
  }

  private static MemorySegment fill(MemorySegment matrix, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (long i = 0; i < matrix.byteSize() / 4; i++) {
      matrix.setAtIndex(JAVA_FLOAT, i, random.nextInt(-8, 9));
    }
    return matrix;
  }

  private static void multiply(
      BlasApi blas, MemorySegment a, MemorySegment b, float beta, MemorySegment c) {
    blas.sgemm(Transpose.NONE, Transpose.NONE, N, N, N, 1, a, N, b, N, beta, c, N);
  }

  /** Small integers: exact whatever the order of additions. */
  private static void requireProduct(
      MemorySegment a, MemorySegment b, float beta, MemorySegment before, MemorySegment c) {
    for (int row = 0; row < N; row += 13) {
      for (int column = 0; column < N; column++) {
        float sum = beta * before.getAtIndex(JAVA_FLOAT, (long) row * N + column);
        for (int i = 0; i < N; i++) {
          sum +=
              a.getAtIndex(JAVA_FLOAT, (long) row * N + i)
                  * b.getAtIndex(JAVA_FLOAT, (long) i * N + column);
        }
        assertEquals(sum, c.getAtIndex(JAVA_FLOAT, (long) row * N + column));
      }
    }
  }

  private static void requireProducts(Session session, CallOptions options) {
    BlasApi blas = session.api(BlasApi.class, options);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = fill(arena.allocate(BYTES, 64), 3);
      MemorySegment heap = MemorySegment.ofArray(new float[N * N]);
      for (MemorySegment a : new MemorySegment[] {session.allocate(BYTES), heap}) {
        for (MemorySegment c :
            new MemorySegment[] {session.allocate(BYTES), arena.allocate(BYTES)}) {
          for (float beta : new float[] {0, 2}) {
            MemorySegment b = fill(session.allocate(BYTES + 64).asSlice(64), 2);
            c.copyFrom(before);
            multiply(blas, fill(a, 1), b, beta, c);
            requireProduct(a, b, beta, before, c);
          }
        }
      }
    }
  }

  @Test
  void computesInSharedAndOtherMemoryAlike() {
    try (Session session = session()) {
      requireProducts(session, CallOptions.DEFAULT);
    }
  }

  @Test
  void callsThatMayBeGivenUpComputeTheSame() {
    try (Session session = session()) {
      requireProducts(session, CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(60)));
    }
  }

  @Test
  void sharesOnlyWhenSomethingLargeIsAllocatedAndUntilTheSessionEnds() {
    try (Session session = session()) {
      session.allocate(1000);
      assertEquals(0, heldBytes());
      MemorySegment memory = session.allocate(100_000);
      assertEquals(0, memory.address() % 64);
      assertEquals(0, memory.get(JAVA_BYTE, 99_999));
      long held = heldBytes();
      assertTrue(held >= 100_000, held + " bytes held");
      session.allocate(100_000);
      assertEquals(held, heldBytes(), "the same region serves several allocations");
    }
    Deadline.await("the region is unmapped", () -> heldBytes() == 0);
  }

  @Test
  void echoesAcrossRegionsOfManySizes() {
    try (Session session = session();
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      for (long size : new long[] {1, 16_384, 16_385, 1_000_003, 40_000_001}) {
        MemorySegment in = session.allocate(size);
        MemorySegment out = session.allocate(size);
        MemorySegment plain = arena.allocate(size);
        in.fill((byte) size);
        noop.echo(in, out);
        assertEquals(-1, in.mismatch(out), size + " bytes, shared");
        noop.echo(in, plain);
        assertEquals(-1, in.mismatch(plain), size + " bytes, sent back");
        out.fill((byte) 0);
        noop.echo(plain, out);
        assertEquals(-1, in.mismatch(out), size + " bytes, sent there");
      }
    }
  }

  @Test
  void anOperatorCanRefuseIt() {
    long mapped = sharedMappings();
    try (Session session = session(o -> o.withSharesMemory(false))) {
      session.allocate(100_000);
      assertEquals(0, heldBytes());
      assertEquals(mapped, sharedMappings(), "neither regions nor rings");
      requireProducts(session, CallOptions.DEFAULT);
    }
  }

  /** Memory of this process, guest and agent, that came from memfds. */
  private static long sharedMappings() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/memfd:vaccel")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void linksGoThroughRingsUnlessRefused() {
    long mapped = sharedMappings();
    try (Session session = session()) {
      session.api(NoopApi.class).noop();
      assertEquals(mapped + 2, sharedMappings(), "rings, mapped by both sides");
    }
    Deadline.await("unmapped", () -> sharedMappings() == mapped);
  }

  @Test
  void anAgentThatTakesNoMoreGetsTheBytesInstead() {
    Limits d = Limits.DEFAULT;
    long few = 6L << 20; // Half of it is this tenant's: less than the smallest region.
    Limits limits =
        new Limits(
            d.connections(),
            d.sessions(),
            d.sessionsPerTenant(),
            d.callsPerConnection(),
            few,
            few,
            d.storeBytes(),
            d.resourceBytes(),
            d.computeSlots());
    try (Session session = session(o -> o.withLimits(limits))) {
      requireProducts(session, CallOptions.DEFAULT);
      Deadline.await("nothing is held", () -> heldBytes() == 0);
    }
  }

  @Test
  void aNewAgentGetsTheRegionsAgain() {
    try (Session session = session()) {
      MemorySegment a = fill(session.allocate(BYTES), 1);
      MemorySegment b = fill(session.allocate(BYTES), 2);
      MemorySegment c = session.allocate(BYTES);
      BlasApi blas = session.api(BlasApi.class);
      multiply(blas, a, b, 0, c);
      agent.close();
      start();
      Deadline.await("reconnected", () -> multiplies(blas, a, b, c));
      requireProduct(a, b, 0, c, c);
      assertTrue(heldBytes() >= 3 * BYTES, heldBytes() + " bytes held");
    }
  }

  private static boolean multiplies(
      BlasApi blas, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      c.fill((byte) 0);
      multiply(blas, a, b, 0, c);
      return true;
    } catch (TransportException lost) {
      return false;
    }
  }
}
