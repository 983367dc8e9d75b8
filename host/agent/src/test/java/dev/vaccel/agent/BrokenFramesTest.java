package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.FrameLayout;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A frame that breaks the format ends its connection with the documented reason, no other. */
class BrokenFramesTest {
  private final TestAgent agent = new TestAgent();

  @AfterEach
  void close() {
    agent.close();
  }

  private void endsWith(ErrorCode reason, Consumer<Guest> fault) {
    try (Guest bystander = agent.guest();
        Guest guest = agent.guest()) {
      // Something is held that must be given back.
      guest.announceEcho(2, 1, 300_000);
      guest.sendBulk(2, 1, 100_000);
      fault.accept(guest);
      guest.expectGoodbye(reason);
      bystander.sendNoop(2, 1);
      assertEquals("REPLY", bystander.outcome(2));
    }
    agent.servesAnother();
  }

  @Test
  void aSequenceWhoseBulkIsArriving() {
    endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.sendNoop(2, 1));
  }

  @Test
  void aSequenceWhoseBulkIsArrivingInACallThatIsRefusedAnyway() {
    endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.call(2, 1, 60, 1, 100));
    endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.call(2, 77, Guest.NOOP, 2, 100));
  }

  @Test
  void aSequenceWhoseBulkIsBeingDropped() {
    endsWith(
        ErrorCode.UNEXPECTED_FRAME,
        g -> {
          g.call(3, 1, 60, 1, 100);
          g.call(3, 1, 60, 1, 100);
        });
  }

  @Test
  void bulkBeyondTheAnnounced() {
    endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.sendBulk(2, 1, 200_001));
  }

  @Test
  void bulkBeyondTheAnnouncedOfARefusedCall() {
    endsWith(
        ErrorCode.UNEXPECTED_FRAME,
        g -> {
          g.call(3, 1, 60, 1, 100);
          g.sendBulk(3, 1, 101);
        });
  }

  @Test
  void bulkOfNoCall() {
    endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.sendBulk(99, 1, 8));
  }

  @Test
  void bulkOfNothing() {
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(0, FrameLayout.BULK, 2, 1));
  }

  @Test
  void framesThatAreNotForAnAgent() {
    for (int opcode :
        new int[] {
          FrameLayout.HELLO,
          FrameLayout.WELCOME,
          FrameLayout.REPLY,
          FrameLayout.ERROR,
          FrameLayout.CREDIT
        }) {
      endsWith(ErrorCode.UNEXPECTED_FRAME, g -> g.peer.sendFrame(8, opcode, 0, 0, new byte[8]));
    }
  }

  @Test
  void headersThatAreNone() {
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(0, 12, 0, 0));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(0, 0, 0, 0));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(0, FrameLayout.CANCEL | 0x100, 2, 1));
    endsWith(
        ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(0, FrameLayout.CANCEL | 0x10000, 2, 1));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(4, FrameLayout.PING, 0, 0));
    endsWith(
        ErrorCode.FRAME_TOO_LARGE,
        g -> g.peer.sendFrame(FrameLayout.MAX_PAYLOAD + 8, FrameLayout.CALL, 9, 1));
    endsWith(ErrorCode.FRAME_TOO_LARGE, g -> g.peer.sendFrame(-8, FrameLayout.CALL, 9, 1));
  }

  @Test
  void aPingOfAnotherSize() {
    endsWith(
        ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(16, FrameLayout.PING, 0, 0, new byte[16]));
  }

  @Test
  void callsWhoseFixedPartIsWrong() {
    int noop = Guest.NOOP | 1 << 16;
    endsWith(
        ErrorCode.MALFORMED_FRAME, g -> g.peer.sendFrame(16, FrameLayout.CALL, 9, 1, new byte[16]));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.callFrame(0, 1, noop, 0, 0, 0));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.callFrame(9, 1, noop, 1, 0, 0));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.callFrame(9, 1, noop, 0, -1, 0));
    endsWith(ErrorCode.MALFORMED_FRAME, g -> g.callFrame(9, 1, noop, 0, 0, -1));
  }

  @Test
  void whatIsWrongWithACallFailsTheCallAlone() {
    try (Guest guest = agent.guest()) {
      guest.sendNoop(2, 0);
      assertEquals("NOT_FOUND", guest.outcome(2));
      guest.sendOpen(3, 0);
      assertEquals("NOT_FOUND", guest.outcome(3));
      guest.sendNoop(4, 5);
      assertEquals("NOT_FOUND", guest.outcome(4));
      guest.call(5, 1, 60, 1, 0);
      assertEquals("UNKNOWN_API", guest.outcome(5));
      guest.call(6, 1, Guest.NOOP, 77, 0);
      assertEquals("UNKNOWN_OPERATION", guest.outcome(6));
      guest.call(7, 1, 5, 1, 0);
      assertEquals("NOT_ALLOWED", guest.outcome(7));
      guest.call(8, 1, Guest.NOOP, 1, 0, 1L);
      assertEquals("MALFORMED_BODY", guest.outcome(8));
      guest.call(9, 1, Guest.NOOP, 2, 0, 1L << 40, 1L);
      assertEquals("MALFORMED_BODY", guest.outcome(9));
      agent.awaitNoCalls();
    }
    agent.servesAnother();
  }

  @Test
  void whatMayBeIgnoredIs() {
    try (Guest guest = agent.guest()) {
      guest.peer.sendFrame(0, FrameLayout.CANCEL, 77, 1);
      guest.peer.sendFrame(0, FrameLayout.CANCEL, 77, 88);
      guest.peer.sendFrame(8, FrameLayout.PONG, 0, 0, new byte[8]);
      guest.peer.sendFrame(8, FrameLayout.GOODBYE, 0, 0, new byte[8]);
      guest.peer.sendFrame(8, FrameLayout.PING, 0, 0, new byte[8]);
      guest.sendNoop(2, 1);
      assertEquals("REPLY", guest.outcome(2));
    }
    agent.servesAnother();
  }
}
