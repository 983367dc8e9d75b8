package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Session;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.Deadline;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a session on back ends of this process. */
class LocalSessionTest {
  private final FakeBackend backend = FakeBackend.of("fake", 1);
  private final FakeBackend other = FakeBackend.of("other", 0);
  private final LocalRuntime runtime =
      LocalRuntime.open(List.of(backend, other), Set.of(), Map.of());

  @AfterEach
  void close() {
    runtime.close();
  }

  @Test
  void afterClosingEverythingSaysThatItIsClosed() {
    Session session = runtime.openSession();
    NoopApi noop = session.api(NoopApi.class);
    MemorySegment memory = session.allocate(100);
    assertEquals(0, memory.address() % 64);
    assertEquals(-1, memory.mismatch(MemorySegment.ofArray(new byte[100])));
    noop.noop();
    session.close();
    session.close();
    assertFalse(memory.scope().isAlive());
    for (Runnable use :
        List.<Runnable>of(
            noop::noop,
            () -> session.api(NoopApi.class),
            () -> session.allocate(1),
            () -> session.register(Path.of("pom.xml")),
            session::operations)) {
      assertEquals(ErrorCode.CLOSED, assertThrows(ResourceException.class, use::run).code());
    }
    assertEquals(List.of("open", "openSession", "noop", "closeSession"), backend.events);
  }

  @Test
  void allocatingNothingIsFineAndLessIsNot() {
    try (Session session = runtime.openSession()) {
      assertEquals(0, session.allocate(0).byteSize());
      assertThrows(InvalidArgumentException.class, () -> session.allocate(-1));
    }
  }

  @Test
  void closingWaitsForTheCallThatRuns() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    backend.onNoop =
        () -> {
          entered.countDown();
          try {
            leave.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    Session session = runtime.openSession();
    Background<Boolean> call = Background.run(() -> session.api(NoopApi.class).noop());
    entered.await();
    Background<Boolean> closing = Background.run(session::close);
    BlockedThread.await(closing.thread(), "close");
    assertFalse(backend.events.contains("closeSession"));
    leave.countDown();
    call.await();
    closing.await();
    assertTrue(backend.events.contains("closeSession"));
  }

  @Test
  void callsOfOneSessionRunOneAtATime() {
    try (Session session = runtime.openSession()) {
      NoopApi noop = session.api(NoopApi.class);
      List<Background<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        threads.add(
            Background.run(
                () -> {
                  for (int call = 0; call < 500; call++) {
                    noop.noop(); // throws where two are inside
                  }
                }));
      }
      threads.forEach(Background::await);
      assertEquals(1, backend.events.stream().filter("openSession"::equals).count());
    }
  }

  @Test
  void sessionsDoNotWaitForEachOther() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    backend.onNoop =
        () -> {
          both.countDown();
          Deadline.await("the other session is inside too", () -> both.getCount() == 0);
        };
    try (Session one = runtime.openSession();
        Session two = runtime.openSession()) {
      Background<Boolean> first = Background.run(() -> one.api(NoopApi.class).noop());
      Background<Boolean> second = Background.run(() -> two.api(NoopApi.class).noop());
      first.await();
      second.await();
    }
  }

  @Test
  void allBackEndsAreToldOfTheEndThoughOneFails() {
    LocalSession session = runtime.openSession(SessionOptions.DEFAULT);
    session.api(NoopApi.class).noop();
    RuntimeException stuck = new IllegalStateException("stuck");
    backend.failsToCloseSession = stuck;
    assertSame(stuck, assertThrows(IllegalStateException.class, session::close));
    session.close();
    assertEquals(1, backend.events.stream().filter("closeSession"::equals).count());
  }
}
