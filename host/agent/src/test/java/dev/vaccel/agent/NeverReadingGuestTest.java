package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.CapturedLog;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.FrameLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A guest that sends and never reads blocks its own writes, and nothing else. */
class NeverReadingGuestTest {
  private static final TimeLimits PATIENT = TimeLimits.DEFAULT.withStalled(Duration.ofHours(1));
  private static final TimeLimits IMPATIENT =
      TimeLimits.DEFAULT.withStalled(Duration.ofMillis(200));
  // One computing call at a time; results of 16 MiB fit no socket buffer.
  private static final Limits LIMITS =
      new Limits(100, 200, 100, 64, 1 << 20, 1L << 30, 64 << 20, 32 << 20, 1);
  private static final int SIDE = 2048;
  private static final long RESULT_BYTES = 4L * SIDE * SIDE;

  private static TestAgent agent(TimeLimits times) {
    return new TestAgent(o -> o.withLimits(LIMITS).withTimes(times));
  }

  /** A guest with {@code sessions} results on their way, each blocked in a write. */
  private static Guest stalled(TestAgent agent, int sessions) {
    Guest guest = agent.greeted();
    for (int session = 1; session <= sessions; session++) {
      guest.open(session);
    }
    for (int session = 1; session <= sessions; session++) {
      guest.sendBlas(100 + session, session, session, SIDE, SIDE);
    }
    Deadline.await(
        "all results wait",
        () ->
            agent.backend.ran.size() == sessions
                && agent.agent.status().bulkBytes() == sessions * RESULT_BYTES);
    return guest;
  }

  @Test
  void holdsNoSlotAndFreesAllWhenItGoes() {
    for (int sessions : new int[] {1, 3}) { // One: the reading thread itself is blocked.
      try (TestAgent agent = agent(PATIENT)) {
        try (Guest _ = stalled(agent, sessions);
            Guest other = agent.guest()) {
          for (int sequence = 10; sequence < 50; sequence++) {
            other.sendBlas(sequence, 1, sequence);
            assertEquals("REPLY", other.outcome(sequence));
          }
          Deadline.await("only those wait", () -> agent.agent.outstanding() == sessions);
        }
        agent.awaitNothing();
        agent.servesAnother();
      }
    }
  }

  @Test
  void isCutOffAfterAWhile() {
    for (int sessions : new int[] {1, 3}) {
      try (CapturedLog log = new CapturedLog(Agent.class);
          TestAgent agent = agent(IMPATIENT)) {
        for (int i = 0; i < 2; i++) {
          agent.backend.ran.clear();
          try (Guest guest = stalled(agent, sessions)) {
            agent.awaitNothing();
            guest.expectEnd();
          }
        }
        assertTrue(agent.agent.status().refused() >= 2);
        assertEquals(1, log.lines("has not read").size());
        agent.servesAnother();
      }
    }
  }

  @Test
  void isCutOffWhenItOnlyAsksForPongs() {
    try (TestAgent agent = agent(IMPATIENT)) {
      try (Guest guest = agent.guest()) {
        Deadline.await(
            "cut off",
            () -> {
              try {
                guest.peer.sendFrame(8, FrameLayout.PING, 0, 0, new byte[8]);
                return false;
              } catch (TransportException cutOff) {
                return true;
              }
            });
      }
      agent.servesAnother();
    }
  }

  @Test
  void aGuestThatIsSlowButReadsIsNotCutOff() {
    try (TestAgent agent = agent(IMPATIENT)) {
      try (Guest slow = agent.guest();
          Guest _ = stalled(agent, 3)) {
        Deadline.await("the other one is cut off", () -> agent.agent.status().connections() == 1);
        // Idle for longer than the limit; then served.
        TestAgent.serves(slow, 2);
      }
      agent.awaitNothing();
    }
  }

  @Test
  void closingDoesNotWaitForIt() {
    TestAgent agent = agent(PATIENT);
    try (Guest guest = stalled(agent, 3)) {
      agent.close();
      guest.expectEnd();
      assertEquals(0, agent.agent.outstanding());
      assertEquals(0, agent.agent.status().bulkBytes());
      assertTrue(agent.backend.closed);
    }
  }

  @Test
  void drainingEndsBesideIt() {
    TestAgent agent = agent(PATIENT);
    try (Guest guest = stalled(agent, 3);
        Guest other = agent.guest()) {
      boolean all = agent.agent.drain(Duration.ofMillis(100));
      assertFalse(all);
      other.expectGoodbye(ErrorCode.CONNECTION_LOST);
      guest.expectEnd();
      assertTrue(agent.backend.closed);
    }
  }
}
