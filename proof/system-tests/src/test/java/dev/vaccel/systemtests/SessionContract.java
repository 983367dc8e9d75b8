package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session must do over any carrier. */
abstract class SessionContract {
  @TempDir Path directory;
  private Agent agent;
  private RemoteAgent client;

  /** Options of an agent at a fresh address of the carrier. */
  abstract AgentOptions agentOptions(Path freshDirectory);

  /** How a client reaches it. */
  RemoteOptions remoteOptions() {
    return RemoteOptions.DEFAULT;
  }

  @BeforeEach
  void start() {
    agent = Agent.start(agentOptions(directory).withBackends(Set.of("noop", "blas")));
    client = connect();
  }

  @AfterEach
  void stop() {
    client.close();
    agent.close();
  }

  Address address() {
    return agent.addresses().getFirst();
  }

  private RemoteAgent connect() {
    return RemoteAgent.connect(address(), remoteOptions());
  }

  @Test
  void answersNoop() {
    try (Session session = client.openSession()) {
      session.api(NoopApi.class).noop();
    }
  }

  @Test
  void echoesEverySizeAroundTheLimits() {
    SplittableRandom random = new SplittableRandom(17);
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      for (long size :
          new long[] {
            0,
            1,
            7,
            8,
            63,
            64,
            65,
            4096,
            16383,
            16384,
            16385,
            65536,
            262143,
            262144,
            262145,
            1 << 20,
            (1 << 20) + 1,
            5_000_003
          }) {
        byte[] bytes = new byte[(int) size];
        random.nextBytes(bytes);
        MemorySegment nativeIn = arena.allocate(Math.max(1, size), 8).asSlice(0, size);
        MemorySegment.copy(bytes, 0, nativeIn, ValueLayout.JAVA_BYTE, 0, bytes.length);
        MemorySegment nativeOut = arena.allocate(size + 3, 8);
        noop.echo(nativeIn, nativeOut);
        assertArrayEquals(
            bytes, nativeOut.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE), "native " + size);
        byte[] heapOut = new byte[(int) size];
        noop.echo(MemorySegment.ofArray(bytes), MemorySegment.ofArray(heapOut));
        assertArrayEquals(bytes, heapOut, "heap " + size);
      }
    }
  }

  @Test
  void multipliesMatrices() {
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      BlasApi blas = session.api(BlasApi.class);
      int n = 96;
      MemorySegment a = arena.allocate(4L * n * n, 64);
      MemorySegment b = arena.allocate(4L * n * n, 64);
      MemorySegment c = arena.allocate(4L * n * n, 64);
      for (int i = 0; i < n * n; i++) {
        a.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 7);
        b.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % n == i / n ? 2 : 0);
        c.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
      }
      blas.sgemm(Transpose.NONE, Transpose.NONE, n, n, n, 1, a, n, b, n, 1, c, n);
      for (int i = 0; i < n * n; i++) {
        assertEquals(2 * (i % 7) + 1, c.getAtIndex(ValueLayout.JAVA_FLOAT, i));
      }
    }
  }

  @Test
  void serves200ConcurrentCallsOverOneConnection() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sessions.add(client.openSession());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(200)) {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Session session = sessions.get(i % sessions.size());
        int size = 1 + i * 977;
        calls.add(
            CompletableFuture.runAsync(
                () -> {
                  byte[] in = new byte[size];
                  new SplittableRandom(size).nextBytes(in);
                  byte[] out = new byte[size];
                  for (int round = 0; round < 5; round++) {
                    session
                        .api(NoopApi.class)
                        .echo(MemorySegment.ofArray(in), MemorySegment.ofArray(out));
                    assertArrayEquals(in, out);
                  }
                  done.incrementAndGet();
                },
                threads));
      }
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
          .get(60, java.util.concurrent.TimeUnit.SECONDS);
    }
    assertEquals(200, done.get());
    sessions.forEach(Session::close);
  }

  @Test
  void carriesAGibibyteEachWay() {
    long size = 1L << 30;
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(size, 64);
      MemorySegment out = arena.allocate(size, 64);
      for (long i = 0; i < size; i += 4096) {
        in.set(ValueLayout.JAVA_LONG, i, i * 31 + 7);
      }
      session.api(NoopApi.class).echo(in, out);
      assertEquals(-1, in.mismatch(out));
    }
  }

  @Test
  void smallCallsPassABigOne() throws Exception {
    long size = 256L << 20;
    try (Session big = client.openSession();
        Session small = client.openSession();
        Arena arena = Arena.ofShared()) {
      MemorySegment in = arena.allocate(size, 64);
      MemorySegment out = arena.allocate(size, 64);
      CompletableFuture<Void> transfer =
          CompletableFuture.runAsync(() -> big.api(NoopApi.class).echo(in, out));
      Deadline.await("big call on its way", () -> agent.status().bulkBytes() > 0);
      int passed = 0;
      while (!transfer.isDone()) {
        small.api(NoopApi.class).noop();
        passed++;
      }
      transfer.get(60, java.util.concurrent.TimeUnit.SECONDS);
      // Each of the call's hundreds of chunks leaves room for one; that some pass is what counts.
      assertTrue(passed > 3, passed + " small calls were answered during a big one");
    }
  }

  @Test
  void virtualThreadsCallToo() throws Exception {
    try (Session session = client.openSession();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(CompletableFuture.runAsync(() -> session.api(NoopApi.class).noop(), threads));
      }
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
          .get(60, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  @Test
  void aDeadlineThatIsLongEnoughChangesNothing() {
    try (Session session = client.openSession()) {
      NoopApi noop =
          session.api(NoopApi.class, CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(30)));
      byte[] in = new byte[100_000];
      new SplittableRandom(5).nextBytes(in);
      byte[] out = new byte[in.length];
      noop.echo(MemorySegment.ofArray(in), MemorySegment.ofArray(out));
      assertArrayEquals(in, out);
      noop.noop();
    }
  }

  @Test
  void aDeadlineEndsTheWaitAndTheSessionGoesOn() {
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      int n = 1500;
      MemorySegment matrix = arena.allocate(4L * n * n, 64);
      MemorySegment result = arena.allocate(4L * n * n, 64);
      BlasApi hurried =
          session.api(BlasApi.class, CallOptions.DEFAULT.withTimeout(Duration.ofMillis(2)));
      CancelledException failure =
          assertThrows(
              CancelledException.class,
              () ->
                  hurried.sgemm(
                      Transpose.NONE,
                      Transpose.NONE,
                      n,
                      n,
                      n,
                      1,
                      matrix,
                      n,
                      matrix,
                      n,
                      0,
                      result,
                      n));
      assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure.code());
      session.api(NoopApi.class).noop();
    }
  }

  @Test
  void cancellingEndsTheWait() throws Exception {
    try (Session session = client.openSession();
        Arena arena = Arena.ofShared()) {
      int n = 2000;
      MemorySegment matrix = arena.allocate(4L * n * n, 64);
      MemorySegment result = arena.allocate(4L * n * n, 64);
      Cancellation cancellation = new Cancellation();
      BlasApi blas = session.api(BlasApi.class, CallOptions.DEFAULT.withCancellation(cancellation));
      CompletableFuture<ErrorCode> outcome =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  blas.sgemm(
                      Transpose.NONE,
                      Transpose.NONE,
                      n,
                      n,
                      n,
                      1,
                      matrix,
                      n,
                      matrix,
                      n,
                      0,
                      result,
                      n);
                  return ErrorCode.INTERNAL;
                } catch (CancelledException e) {
                  return e.code();
                }
              });
      Deadline.await("call on its way", () -> agent.status().bulkBytes() > 0);
      cancellation.cancel();
      assertEquals(ErrorCode.CANCELLED, outcome.get(20, java.util.concurrent.TimeUnit.SECONDS));
      session.api(NoopApi.class).noop();
    }
  }

  @Test
  void anErrorComesBackAsTheSameType() {
    try (Session session = client.openSession()) {
      BlasApi blas = session.api(BlasApi.class);
      MemorySegment none = MemorySegment.ofArray(new byte[0]);
      VaccelException failure =
          assertThrows(
              dev.vaccel.api.InvalidArgumentException.class,
              () ->
                  blas.sgemm(
                      Transpose.NONE, Transpose.NONE, -1, 0, 0, 1, none, 1, none, 1, 0, none, 1));
      assertTrue(failure.getMessage().contains("-1"), failure.getMessage());
    }
  }

  @Test
  void aPrivilegedApiIsRefusedUnlessEnabled() {
    try (Session session = client.openSession()) {
      UnsupportedException failure =
          assertThrows(UnsupportedException.class, () -> session.api(ExecApi.class));
      assertTrue(failure.getMessage().contains("enabled"), failure.getMessage());
    }
  }

  @Test
  void uploadsAModelOnceForAllSessions() throws IOException {
    Path root = directory.resolve("model");
    Path tree = Files.createDirectories(root.resolve("variables"));
    byte[] content = new byte[9_000_001];
    new SplittableRandom(3).nextBytes(content);
    Files.write(root.resolve("saved.pb"), content);
    Files.write(tree.resolve("data"), new byte[] {1, 2, 3});
    Files.write(tree.resolve("empty"), new byte[0]);
    long[] sent = new long[2];
    try (RemoteAgent other = connect();
        Session first = client.openSession();
        Session second = other.openSession()) {
      ResourceId id = first.register(root, (done, _) -> sent[0] = done);
      assertEquals(id, second.register(root, (done, _) -> sent[1] = done));
      assertEquals(id, first.register(root));
    }
    assertEquals(content.length + 3, sent[0]);
    assertEquals(0, sent[1]);
    assertEquals(content.length + 3, agent.status().storeBytes());
  }

  @Test
  void everythingIsFreedWhenTheConnectionDrops() {
    RemoteAgent other = connect();
    other.openSession();
    other.openSession();
    assertEquals(2, agent.status().sessions());
    other.close();
    Deadline.await(
        "sessions freed", () -> agent.status().sessions() == 0 && agent.status().bulkBytes() == 0);
  }

  @Test
  void callsAfterCloseSayThatTheSessionIsClosed() {
    Session session = client.openSession();
    NoopApi noop = session.api(NoopApi.class);
    noop.noop();
    session.close();
    session.close();
    ResourceException failure = assertThrows(ResourceException.class, noop::noop);
    assertEquals(ErrorCode.CLOSED, failure.code());
  }

  @Test
  void anAgentThatGoesAwayFailsTheCallAndTheNextOneSaysSo() {
    Session session = client.openSession();
    NoopApi noop = session.api(NoopApi.class);
    noop.noop();
    agent.close();
    assertThrows(dev.vaccel.api.TransportException.class, noop::noop);
    assertThrows(dev.vaccel.api.TransportException.class, noop::noop);
    session.close();
  }
}
