package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Welcome;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each limit answers with its documented error, and lets calls through when the load is gone. */
class LimitsTest {
  private static final long MIB = 1 << 20;

  private static Limits places(int connections, int sessions, int sessionsPerTenant) {
    return new Limits(
        connections, sessions, sessionsPerTenant, 16, MIB, 8 * MIB, 64 * MIB, 32 * MIB, 4);
  }

  private static void expectTooMany(Guest guest) {
    guest.peer.send(0, 0, Guest.hello(1, 1, "")::write);
    guest.expectRefusal(ErrorCode.EXHAUSTED);
  }

  @Test
  void connectionsOfOneTenant() {
    try (TestAgent agent = TestAgent.withTwoTenants(places(4, 10, 10))) {
      try (Guest first = agent.guest();
          Guest _ = agent.guest()) {
        try (Guest third = agent.dial()) {
          expectTooMany(third);
        }
        try (Guest other = agent.otherTenant().greet()) {
          other.open(1);
        }
        TestAgent.serves(first, 2);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void connectionsOfAll() {
    try (TestAgent agent = TestAgent.withTwoTenants(places(3, 10, 10))) {
      try (Guest _ = agent.guest()) {
        try (Guest second = agent.dial()) {
          expectTooMany(second); // Half of three for one tenant.
        }
        try (Guest other = agent.otherTenant().greet()) {
          other.open(1);
        }
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
    try (TestAgent agent = TestAgent.withTwoTenants(places(1, 10, 10))) {
      try (Guest _ = agent.guest();
          Guest other = agent.otherTenant()) {
        expectTooMany(other);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void sessionsOfOneTenant() {
    try (TestAgent agent = TestAgent.withTwoTenants(places(20, 10, 2))) {
      try (Guest guest = agent.guest();
          Guest second = agent.guest()) {
        guest.sendOpen(3, 3);
        assertEquals("EXHAUSTED", guest.outcome(3));
        try (Guest other = agent.otherTenant().greet()) {
          other.open(1);
        }
        second.sendClose(4, 1);
        assertEquals("REPLY", second.outcome(4));
        guest.open(3);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void sessionsOfAll() {
    try (TestAgent agent = TestAgent.withTwoTenants(places(20, 3, 2))) {
      try (Guest guest = agent.guest();
          Guest other = agent.otherTenant().greet()) {
        guest.open(2);
        other.open(1);
        other.sendOpen(2, 2);
        assertEquals("EXHAUSTED", other.outcome(2));
        guest.sendClose(3, 2);
        assertEquals("REPLY", guest.outcome(3));
        other.open(2);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void callsOfOneConnection() {
    try (TestAgent agent = new TestAgent(o -> o.withLimits(TestAgent.limits(4, MIB, 8 * MIB)))) {
      try (Guest guest = agent.guest();
          Guest other = agent.guest()) {
        guest.open(2);
        for (int sequence = 10; sequence < 14; sequence++) {
          guest.sendBlas(sequence, 1, GatedBackend.HOLD);
        }
        agent.backend.awaitHeld(1);
        guest.sendNoop(14, 2);
        assertEquals("EXHAUSTED", guest.outcome(14));
        TestAgent.serves(other, 2);
        agent.backend.release(4);
        for (int sequence = 10; sequence < 14; sequence++) {
          assertEquals("REPLY", guest.outcome(sequence));
        }
        agent.awaitNoCalls();
        guest.sendNoop(15, 2);
        assertEquals("REPLY", guest.outcome(15));
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void aGuestThatKeepsWithinItsCallsAndBytesIsNeverRefused() {
    try (TestAgent agent = new TestAgent(o -> o.withLimits(TestAgent.limits(1, MIB, 8 * MIB)))) {
      try (Guest guest = agent.guest()) {
        guest.open(2); // Two sessions: workers answer, the reading thread counts.
        byte[] all = new byte[(int) MIB];
        for (int i = 0; i < 1000; i++) {
          guest.sendBlas(2, 1, i);
          assertEquals("REPLY", guest.outcome(2), "call " + i);
        }
        for (int i = 0; i < 50; i++) {
          guest.announceEcho(3, 1, MIB);
          guest.peer.sendFrame(all.length, FrameLayout.BULK, 3, 1, all);
          assertEquals("REPLY", guest.outcome(3), "echo " + i);
        }
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void bytesOfOneConnection() {
    try (TestAgent agent = new TestAgent()) {
      try (Guest guest = agent.guest();
          Guest other = agent.guest()) {
        guest.announceEcho(2, 1, MIB - 100_000);
        guest.announceEcho(3, 1, 100_008);
        assertEquals("EXHAUSTED", guest.outcome(3));
        guest.announceEcho(4, 1, MIB + 8);
        assertEquals("EXHAUSTED", guest.outcome(4));
        other.announceEcho(2, 1, MIB);
        guest.sendBulk(3, 1, 100_008);
        guest.sendBulk(2, 1, (int) MIB - 100_000);
        assertEquals("REPLY", guest.outcome(2));
        TestAgent.serves(guest, 5);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void bytesOfOneTenant() {
    Limits limits = TestAgent.limits(16, 4 * MIB, 4 * MIB);
    try (TestAgent agent = TestAgent.withTwoTenants(limits)) {
      try (Guest guest = agent.guest();
          Guest second = agent.guest();
          Guest other = agent.otherTenant().greet()) {
        guest.announceEcho(2, 1, MIB);
        guest.sendNoop(3, 9);
        assertEquals("NOT_FOUND", guest.outcome(3)); // The announcement has arrived, too.
        second.announceEcho(2, 1, MIB + 8);
        assertEquals("EXHAUSTED", second.outcome(2));
        other.open(1);
        other.echo(2, 1, new byte[(int) MIB / 2]);
        guest.sendBulk(2, 1, (int) MIB);
        assertEquals("REPLY", guest.outcome(2));
        agent.awaitNoCalls(); // Its bytes count until the reply has left.
        second.sendBulk(2, 1, (int) MIB);
        second.sendBulk(2, 1, 8);
        second.echo(3, 1, new byte[(int) MIB]);
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void bytesOfTheWholeAgent() {
    Limits limits = TestAgent.limits(16, 4 * MIB, 4 * MIB);
    try (TestAgent agent = TestAgent.withTwoTenants(limits)) {
      try (Guest guest = agent.guest();
          Guest other = agent.otherTenant().greet();
          Guest more = agent.otherTenant().greet()) {
        other.open(1);
        more.open(1);
        guest.announceEcho(2, 1, 2 * MIB);
        other.announceEcho(2, 1, 2 * MIB - 8);
        Deadline.await("held", () -> agent.agent.status().bulkBytes() == 4 * MIB - 8);
        more.announceEcho(2, 1, 16);
        assertEquals("EXHAUSTED", more.outcome(2));
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void resultsOfOneTenant() {
    Limits limits = TestAgent.limits(16, 4 * MIB, 4 * MIB);
    try (TestAgent agent = TestAgent.withTwoTenants(limits)) {
      try (Guest guest = agent.guest();
          Guest other = agent.otherTenant().greet()) {
        other.open(1);
        guest.sendBlas(2, 1, 1, 1024, 513); // 8 KiB * 256.5: more than half of all.
        assertEquals("EXHAUSTED", guest.outcome(2));
        guest.sendBlas(3, 1, 1, 1024, 512);
        assertEquals("REPLY", guest.outcome(3));
        agent.awaitNoCalls();
        guest.open(2);
        guest.sendBlas(4, 1, GatedBackend.HOLD, 1024, 512);
        agent.backend.awaitHeld(1);
        guest.sendBlas(5, 2, 1, 1024, 8);
        assertEquals("EXHAUSTED", guest.outcome(5));
        other.sendBlas(2, 1, 1, 1024, 256);
        assertEquals("REPLY", other.outcome(2));
        agent.backend.release(1);
        assertEquals("REPLY", guest.outcome(4));
        agent.awaitNoCalls();
        guest.sendBlas(6, 2, 1, 1024, 8);
        assertEquals("REPLY", guest.outcome(6));
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void argumentsInsideQueuedFrames() {
    try (TestAgent agent = new TestAgent(o -> o.withLimits(TestAgent.limits(16, MIB, 4 * MIB)))) {
      try (Guest guest = agent.guest()) {
        guest.open(2);
        guest.sendBlas(3, 1, GatedBackend.HOLD);
        agent.backend.awaitHeld(1);
        long[] numbers = new long[100_000];
        guest.call(10, 1, Guest.NOOP, 1, 0, numbers);
        guest.call(11, 1, Guest.NOOP, 1, 0, numbers);
        guest.call(12, 1, Guest.NOOP, 1, 0, numbers);
        assertEquals("EXHAUSTED", guest.outcome(12)); // 2.4 MB are more than half of 4 MiB.
        agent.backend.release(1);
        assertEquals("MALFORMED_BODY", guest.outcome(10));
        assertEquals("MALFORMED_BODY", guest.outcome(11));
        agent.awaitNoCalls();
      }
      agent.awaitNothing();
      agent.servesAnother();
    }
  }

  @Test
  void memoryThatIdleConnectionsKeep() {
    try (TestAgent agent = new TestAgent()) {
      List<Guest> idle = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Guest guest = agent.guest();
        guest.echo(2, 1, new byte[(int) MIB / 2]);
        idle.add(guest);
      }
      agent.awaitNoCalls();
      assertTrue(agent.agent.keptBytes() > 0);
      assertTrue(
          agent.agent.keptBytes() <= TestAgent.LIMITS.bytes() / 4,
          "kept " + agent.agent.keptBytes());
      idle.forEach(Guest::close);
      agent.awaitNothing();
      agent.servesAnother();
      Deadline.await("nothing is kept", () -> agent.agent.keptBytes() == 0);
    }
  }

  @Test
  void welcomeTellsTheLimitsOfAConnection() {
    try (TestAgent agent = new TestAgent();
        Guest guest = agent.dial()) {
      guest.peer.send(0, 0, Guest.hello(1, 1, "")::write);
      Frame frame = guest.peer.receive(FrameLayout.WELCOME);
      Welcome welcome = Welcome.read(MemorySegment.ofArray(frame.payload()));
      assertEquals(TestAgent.LIMITS.callsPerConnection(), welcome.maxCalls());
      assertEquals(TestAgent.LIMITS.bytesPerConnection(), welcome.maxBytes());
    }
  }
}
