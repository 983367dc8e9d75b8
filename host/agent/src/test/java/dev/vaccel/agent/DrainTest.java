package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void runningCallsAreAnsweredAndNewOnesRefused() {
    try (TestAgent agent = new TestAgent();
        Guest guest = agent.guest();
        Guest idle = agent.guest()) {
      guest.open(2);
      agent.awaitNoCalls();
      guest.sendBlas(3, 1, GatedBackend.HOLD);
      guest.sendBlas(4, 1, 5); // Queued behind it.
      guest.announceEcho(5, 2, 100_000); // Still arriving.
      agent.backend.awaitHeld(1);
      awaitOutstanding(agent, 3);
      Background<Boolean> drained = Background.start(() -> agent.agent.drain(LONG));
      assertEquals(ErrorCode.CONNECTION_LOST, Guest.code(guest.peer.receive(FrameLayout.GOODBYE)));
      assertEquals(ErrorCode.CONNECTION_LOST, Guest.code(idle.peer.receive(FrameLayout.GOODBYE)));
      guest.sendNoop(6, 2);
      assertEquals("EXHAUSTED", guest.outcome(6));
      idle.call(7, 1, Guest.NOOP, 2, 50_000, 50_000L, 1L);
      assertEquals("EXHAUSTED", idle.outcome(7));
      guest.sendBulk(5, 2, 100_000);
      assertEquals("REPLY", guest.outcome(5));
      assertFalse(drained.isDone());
      agent.backend.release(1);
      assertEquals("REPLY", guest.outcome(3));
      assertEquals("REPLY", guest.outcome(4));
      assertTrue(drained.await());
      guest.expectEnd();
      idle.expectEnd();
      agent.awaitNothing();
      assertTrue(agent.backend.closed);
    }
  }

  @Test
  void aCallThatDoesNotEndIsGivenUpWithItsConnection() {
    TimeLimits times = TimeLimits.DEFAULT.withClosing(Duration.ofMillis(200));
    try (TestAgent agent = new TestAgent(o -> o.withTimes(times));
        Guest guest = agent.guest()) {
      guest.sendBlas(2, 1, GatedBackend.HOLD); // On the reading thread.
      agent.backend.awaitHeld(1);
      assertFalse(agent.agent.drain(Duration.ofMillis(50)));
      guest.expectEnd();
      assertFalse(agent.backend.closed, "what the call uses must outlive it");
      agent.backend.release(1);
      agent.awaitNothing();
    }
  }

  @Test
  void aCallOfAWorkerThatDoesNotEndIsGivenUpToo() {
    TimeLimits times = TimeLimits.DEFAULT.withClosing(Duration.ofMillis(200));
    try (TestAgent agent = new TestAgent(o -> o.withTimes(times));
        Guest guest = agent.guest()) {
      guest.open(2);
      agent.awaitNoCalls();
      guest.sendBlas(3, 1, GatedBackend.HOLD);
      guest.sendBlas(4, 1, GatedBackend.HOLD);
      agent.backend.awaitHeld(1);
      agent.agent.close();
      guest.expectEnd();
      assertFalse(agent.backend.closed);
      agent.backend.release(1);
      agent.awaitNothing();
    }
  }

  @Test
  void closingWhileDrainingEndsBoth() {
    try (TestAgent agent = new TestAgent();
        Guest guest = agent.guest()) {
      agent.awaitNoCalls();
      guest.announceEcho(2, 1, 100);
      awaitOutstanding(agent, 1);
      Background<Boolean> drained = Background.start(() -> agent.agent.drain(LONG));
      guest.peer.receive(FrameLayout.GOODBYE);
      agent.agent.close();
      drained.await();
      guest.expectEnd();
      assertTrue(agent.backend.closed);
    }
  }

  @Test
  void closingWhileDrainingDoesNotWaitForACallThatDoesNotEnd() {
    TimeLimits times = TimeLimits.DEFAULT.withClosing(Duration.ofMillis(200));
    try (TestAgent agent = new TestAgent(o -> o.withTimes(times));
        Guest guest = agent.guest()) {
      guest.sendBlas(2, 1, GatedBackend.HOLD);
      agent.backend.awaitHeld(1);
      Background<Boolean> drained = Background.start(() -> agent.agent.drain(LONG));
      guest.peer.receive(FrameLayout.GOODBYE);
      agent.agent.close();
      assertFalse(drained.await(), "a call did not end");
      agent.backend.release(1);
      agent.awaitNothing();
    }
  }

  @Test
  void whoIsInsideItsHandshakeGetsNoSession() {
    try (TestAgent agent = new TestAgent();
        Guest busy = agent.guest();
        Guest late = agent.dial()) {
      Deadline.await("both are accepted", () -> agent.agent.links() == 2);
      agent.awaitNoCalls();
      busy.announceEcho(2, 1, 100);
      awaitOutstanding(agent, 1);
      Background<Boolean> drained = Background.start(() -> agent.agent.drain(LONG));
      Frame reason = late.peer.receive(FrameLayout.GOODBYE);
      assertEquals(ErrorCode.CONNECTION_LOST, Guest.code(reason));
      late.peer.send(0, 0, Guest.hello(1, 1, "")::write);
      late.expectEnd();
      busy.peer.receive(FrameLayout.GOODBYE);
      busy.sendBulk(2, 1, 100);
      busy.outcome(2);
      assertTrue(drained.await());
    }
  }

  private static void awaitOutstanding(TestAgent agent, int calls) {
    Deadline.await(calls + " calls are outstanding", () -> agent.agent.outstanding() == calls);
  }
}
