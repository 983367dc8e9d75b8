package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.FrameLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a guest does in whatever order: what its calls took is given back. */
class BookkeepingTest {
  private static final int UNKNOWN_API = 60;

  private final TestAgent agent = new TestAgent();

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aConnectionThatDropsInsideBulkFreesEverything() {
    try (Guest guest = agent.guest()) {
      agent.awaitNoCalls();
      guest.announceEcho(2, 1, 500_000);
      guest.sendBulk(2, 1, 100_000);
      guest.sendNoop(3, 1);
      guest.sendEcho(4, 1, new byte[50_000]);
      Deadline.await("all have arrived", () -> agent.agent.outstanding() == 3);
    }
    agent.awaitNothing();
    agent.servesAnother();
  }

  @Test
  void aClosedSessionFreesCallsWhoseBulkNeverComes() {
    try (Guest guest = agent.guest()) {
      guest.open(2); // Two sessions: calls wait for a worker.
      agent.awaitNoCalls();
      guest.sendBlas(3, 1, GatedBackend.HOLD);
      agent.backend.awaitHeld(1);
      guest.sendClose(4, 1);
      guest.announceEcho(5, 1, 500_000);
      guest.sendNoop(6, 1);
      Deadline.await("all have arrived", () -> agent.agent.outstanding() == 4);
      agent.backend.release(1);
      assertEquals("REPLY", guest.outcome(3));
      assertEquals("REPLY", guest.outcome(4));
    }
    agent.awaitNothing();
    agent.servesAnother();
  }

  @Test
  void callsBehindTheCloseOfTheirSessionAreAnswered() {
    try (Guest guest = agent.guest()) {
      guest.open(2);
      agent.awaitNoCalls();
      guest.sendBlas(3, 1, GatedBackend.HOLD);
      agent.backend.awaitHeld(1);
      guest.sendClose(4, 1);
      guest.sendNoop(5, 1);
      guest.announceEcho(6, 1, 100_000);
      guest.sendOpen(7, 1);
      guest.sendNoop(8, 1);
      Deadline.await("all have arrived", () -> agent.agent.outstanding() == 6);
      guest.sendBulk(6, 1, 100_000);
      agent.backend.release(1);
      assertEquals("REPLY", guest.outcome(3));
      assertEquals("REPLY", guest.outcome(4));
      for (int sequence = 5; sequence <= 8; sequence++) {
        assertEquals("CLOSED", guest.outcome(sequence), "call " + sequence);
      }
      agent.awaitNoCalls();
      guest.open(1); // Its number is free again.
      assertEquals(2, agent.agent.status().sessions());
    }
    agent.servesAnother();
  }

  @Test
  void aCallCancelledInsideItsBulkIsAnsweredAndFreed() {
    try (Guest guest = agent.guest()) {
      guest.announceEcho(2, 1, 200_000);
      guest.sendBulk(2, 1, 100_000);
      guest.peer.sendFrame(0, FrameLayout.CANCEL, 2, 1);
      guest.sendBulk(2, 1, 100_000);
      assertEquals("CANCELLED", guest.outcome(2));
      agent.awaitNoCalls();
      guest.sendNoop(3, 1);
      assertEquals("REPLY", guest.outcome(3));
    }
    agent.servesAnother();
  }

  @Test
  void aSessionWhoseOpeningIsCancelledTakesNoPlace() {
    try (Guest guest = agent.guest()) {
      guest.call(2, 2, Guest.SESSION, 1, 8, 0L);
      guest.peer.sendFrame(0, FrameLayout.CANCEL, 2, 2);
      guest.sendBulk(2, 2, 8);
      assertEquals("CANCELLED", guest.outcome(2));
      Deadline.await("one session", () -> agent.agent.status().sessions() == 1);
      guest.open(2);
    }
    agent.servesAnother();
  }

  @Test
  void aSessionWhoseOpeningIsRefusedTakesNoPlace() {
    try (Guest guest = agent.guest()) {
      guest.announceEcho(2, 1, TestAgent.LIMITS.bytesPerConnection());
      guest.call(3, 2, Guest.SESSION, 1, 8, 0L);
      assertEquals("EXHAUSTED", guest.outcome(3));
      assertEquals(1, agent.agent.status().sessions());
    }
    agent.servesAnother();
  }

  @Test
  void bulkOfARefusedCallIsDropped() {
    try (Guest guest = agent.guest()) {
      guest.call(2, 1, UNKNOWN_API, 1, 200_000);
      assertEquals("UNKNOWN_API", guest.outcome(2));
      guest.sendBulk(2, 1, 150_000);
      guest.sendNoop(3, 1);
      assertEquals("REPLY", guest.outcome(3));
      guest.sendBulk(2, 1, 50_000);
      guest.announceEcho(2, 9, 8); // The sequence is free again; the session is not open.
      assertEquals("NOT_FOUND", guest.outcome(2));
      guest.sendBulk(2, 9, 8);
      guest.sendNoop(4, 1);
      assertEquals("REPLY", guest.outcome(4));
      agent.awaitNoCalls();
    }
    agent.servesAnother();
  }

  @Test
  void aGuestMayOweTheBulkOfSoManyRefusedCallsOnly() {
    try (Guest guest = agent.guest()) {
      int most = IncomingBulk.maxDropping(TestAgent.LIMITS);
      for (int i = 0; i < most; i++) {
        guest.call(100 + i, 1, UNKNOWN_API, 1, Long.MAX_VALUE);
        assertEquals("UNKNOWN_API", guest.outcome(100 + i));
      }
      guest.call(99, 1, UNKNOWN_API, 1, 1);
      guest.expectGoodbye(ErrorCode.UNEXPECTED_FRAME);
    }
    agent.servesAnother();
  }

  @Test
  void memoryThatIsNotThereFailsTheCallAlone() {
    agent.close();
    Limits limits = TestAgent.limits(16, Long.MAX_VALUE, Long.MAX_VALUE);
    try (TestAgent large = new TestAgent(o -> o.withLimits(limits))) {
      try (Guest guest = large.guest()) {
        guest.announceEcho(2, 1, 1L << 60);
        assertEquals("EXHAUSTED", guest.outcome(2));
        large.awaitNoCalls();
        guest.sendNoop(3, 1);
        assertEquals("REPLY", guest.outcome(3));
      }
      large.servesAnother();
    }
  }

  @Test
  void anErrorOfABackendEndsNothingButItsCall() {
    try (Guest guest = agent.guest()) {
      guest.open(2);
      guest.sendBlas(3, 1, GatedBackend.CRASH);
      assertEquals("INTERNAL", guest.outcome(3));
      guest.sendBlas(4, 1, GatedBackend.FAIL);
      assertEquals("BACKEND_FAILED", guest.outcome(4));
      guest.sendNoop(5, 1);
      assertEquals("REPLY", guest.outcome(5));
    }
    agent.servesAnother();
  }

  @Test
  void openingTwiceChangesNothing() {
    try (Guest guest = agent.guest()) {
      guest.open(1);
      assertEquals(1, agent.agent.status().sessions());
      assertEquals(1, agent.backend.openSessions.get() + 1); // Opened when first used.
      guest.sendClose(3, 1);
      assertEquals("REPLY", guest.outcome(3));
      guest.sendClose(4, 1);
      assertEquals("NOT_FOUND", guest.outcome(4));
      assertEquals(0, agent.agent.status().sessions());
    }
    agent.servesAnother();
  }

  @Test
  void aBackendThatIsNotThereFailsOpening() {
    try (Guest guest = agent.greeted()) {
      guest.peer.send(
          1,
          1,
          body -> {
            body.beginCall(Guest.SESSION, 1, 0);
            body.putLong(1);
            body.putString("nobody");
          });
      assertEquals("NO_BACKEND", guest.outcome(1));
      assertEquals(0, agent.agent.status().sessions());
    }
    agent.servesAnother();
  }

  @Test
  void lateCallsAreAnsweredAndFreed() {
    try (Guest guest = agent.guest()) {
      guest.open(2);
      guest.sendBlas(3, 1, GatedBackend.HOLD);
      agent.backend.awaitHeld(1);
      guest.callFrame(4, 1, Guest.NOOP | 1 << 16, 0, 1, 0);
      agent.backend.release(1);
      assertEquals("DEADLINE_EXCEEDED", guest.outcome(4));
    }
    agent.servesAnother();
  }
}
