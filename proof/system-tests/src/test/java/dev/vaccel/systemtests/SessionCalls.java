package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.testing.Deadline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How calls of sessions behave over any carrier. */
abstract class SessionCalls extends SessionFixture {
  @Test
  void answersNoop() {
    try (Session session = client.openSession()) {
      session.api(NoopApi.class).noop();
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
}
