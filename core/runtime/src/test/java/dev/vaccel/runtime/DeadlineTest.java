package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Callers that give up: by a deadline, by a cancellation. */
class DeadlineTest extends ClientFixture {
  private static NoopApi within(Client client, Duration timeout) {
    return client.session().api(NoopApi.class, CallOptions.DEFAULT.withTimeout(timeout));
  }

  private static NoopApi within(Client client, Cancellation cancellation) {
    return client.session().api(NoopApi.class, CallOptions.DEFAULT.withCancellation(cancellation));
  }

  private static ErrorCode failure(Background<Boolean> call) {
    return assertThrows(CancelledException.class, call::await).code();
  }

  @Test
  void aLateReplyIsDroppedAndItsSlotServesAgain() {
    Client client = connect(1, 1 << 20);
    FramePeer guest = client.guest();
    byte[] mine = {1, 2, 3};
    byte[] out = new byte[3];
    Background<Boolean> hurried =
        Background.run(
            () ->
                within(client, Duration.ofMillis(30))
                    .echo(MemorySegment.ofArray(mine), MemorySegment.ofArray(out)));
    Frame call = guest.receive(FrameLayout.CALL);
    assertTrue(call.number(8) > 0, "the deadline travels with the call");
    assertTrue(call.number(8) <= 30_000_000, "the deadline travels with the call");
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure(hurried));
    assertEquals(call.sequence(), guest.receive(FrameLayout.CANCEL).sequence());

    Background<Boolean> next = Background.run(() -> client.noop().noop());
    BlockedThread.await(next.thread(), "awaitSlot");
    ScriptedAgent.echo(guest, call, new byte[] {7, 8, 9});
    Frame second = guest.receive(FrameLayout.CALL);
    assertEquals(call.sequence() & 0xffff, second.sequence() & 0xffff, "the only slot");
    ScriptedAgent.done(guest, second);
    assertTrue(next.await());
    assertArrayEquals(new byte[3], out, "memory of a caller that has left is not touched");
  }

  @Test
  void aReplyInTheMomentOfGivingUpFreesItsSlotOnce() {
    Client client = connect(2, 1 << 20);
    FramePeer guest = client.guest();
    Background<Boolean> answering =
        Background.run(
            () -> {
              int answered = 0;
              while (answered < 400) {
                Frame call = guest.receive(FrameLayout.CALL);
                assertEquals(
                    call.sequence(), guest.receive(FrameLayout.CANCEL).sequence(), "one cancel");
                ScriptedAgent.done(guest, call);
                answered++;
              }
            });
    NoopApi hurried = within(client, Duration.ofNanos(200_000));
    int given = 0;
    while (given < 400) {
      CancelledException failure = assertThrows(CancelledException.class, hurried::noop);
      // Given up before it was sent: the agent does not see that one.
      given += wasSent(failure) ? 1 : 0;
    }
    answering.await();
    // Both slots are there, and no third one.
    Background<Boolean> first = Background.run(() -> client.noop().noop());
    Frame one = guest.receive(FrameLayout.CALL);
    Background<Boolean> second = Background.run(() -> client.noop().noop());
    Frame two = guest.receive(FrameLayout.CALL);
    Background<Boolean> third = Background.run(() -> client.noop().noop());
    BlockedThread.await(third.thread(), "awaitSlot");
    ScriptedAgent.done(guest, one);
    ScriptedAgent.done(guest, two);
    first.await();
    second.await();
    ScriptedAgent.done(guest, guest.receive(FrameLayout.CALL));
    third.await();
  }

  private static boolean wasSent(CancelledException failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getMethodName().equals("await")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theDeadlineHoldsWhileNoSlotIsFree() {
    Client client = connect(1, 1 << 20);
    Background<Boolean> first = Background.run(() -> client.noop().noop());
    Frame call = client.guest().receive(FrameLayout.CALL);
    Background<Boolean> hurried =
        Background.run(() -> within(client, Duration.ofMillis(30)).noop());
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure(hurried));
    Cancellation cancellation = new Cancellation();
    Background<Boolean> cancelled = Background.run(() -> within(client, cancellation).noop());
    BlockedThread.await(cancelled.thread(), "awaitSlot");
    cancellation.cancel();
    assertEquals(ErrorCode.CANCELLED, failure(cancelled));
    ScriptedAgent.done(client.guest(), call);
    first.await();
  }

  @Test
  void theDeadlineHoldsWhileTheWindowIsFull() {
    Client client = connect(4, 30_000);
    byte[] data = new byte[20_000];
    Background<Boolean> first =
        Background.run(
            () ->
                client
                    .noop()
                    .echo(MemorySegment.ofArray(data), MemorySegment.ofArray(data.clone())));
    Frame call = client.guest().receive(FrameLayout.CALL);
    client.guest().receiveBulk(call.sequence(), data.length);
    Background<Boolean> hurried =
        Background.run(
            () ->
                within(client, Duration.ofMillis(30))
                    .echo(MemorySegment.ofArray(data), MemorySegment.ofArray(data.clone())));
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure(hurried));
    ScriptedAgent.echo(client.guest(), call, data);
    first.await();
  }

  @Test
  void cancellingTellsTheAgent() {
    Client client = connect();
    Cancellation cancellation = new Cancellation();
    Background<Boolean> call = Background.run(() -> within(client, cancellation).noop());
    Frame frame = client.guest().receive(FrameLayout.CALL);
    cancellation.cancel();
    assertEquals(ErrorCode.CANCELLED, failure(call));
    assertEquals(frame.sequence(), client.guest().receive(FrameLayout.CANCEL).sequence());
  }

  @Test
  void whatIsCancelledBeforeItBeginsIsNotSent() {
    Client client = connect();
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    assertEquals(
        ErrorCode.CANCELLED, failure(Background.run(() -> within(client, cancellation).noop())));
    Background<Boolean> next = Background.run(() -> client.noop().noop());
    ScriptedAgent.done(client.guest(), client.guest().receive(FrameLayout.CALL));
    assertTrue(next.await());
  }

  @Test
  void aCancellationThatComesLateHitsNoOtherCall() throws Exception {
    Client client = connect(1, 1 << 20);
    FramePeer guest = client.guest();
    Cancellation late = new Cancellation();
    // Runs before the call's own listener and holds it up until the slot serves another call.
    CountDownLatch reused = new CountDownLatch(1);
    late.onCancel(
        () -> {
          try {
            reused.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Background<Boolean> first = Background.run(() -> within(client, late).noop());
    Frame one = guest.receive(FrameLayout.CALL);
    Background<Boolean> cancelling = Background.run(late::cancel);
    BlockedThread.await(cancelling.thread(), "await");
    ScriptedAgent.done(guest, one);
    // Answered or cancelled: both may be. The slot is free in any case.
    try {
      first.await();
    } catch (CancelledException _) {
      guest.receive(FrameLayout.CANCEL);
    }
    Background<Boolean> second =
        Background.run(() -> within(client, Duration.ofSeconds(60)).noop());
    Frame two = guest.receive(FrameLayout.CALL);
    reused.countDown();
    cancelling.await();
    Background<Boolean> ping =
        Background.run(() -> guest.sendFrame(8, FrameLayout.PING, 0, 0, new byte[8]));
    ping.await();
    assertEquals(
        "PONG",
        FrameLayout.name(guest.receive().opcode()),
        "nothing but the pong: the second call was not cancelled");
    ScriptedAgent.done(guest, two);
    assertTrue(second.await());
  }

  @Test
  void aVirtualThreadLeavesReadingToOthers() throws Exception {
    Client client = connect();
    CountDownLatch done = new CountDownLatch(1);
    Thread virtual =
        Thread.startVirtualThread(
            () -> {
              client.noop().noop();
              done.countDown();
            });
    Frame call = client.guest().receive(FrameLayout.CALL);
    ScriptedAgent.done(client.guest(), call);
    virtual.join();
    assertEquals(0, done.getCount());
  }

  @Test
  void anEndlessTimeoutIsNoProblem() {
    Client client = connect();
    Background<Boolean> call =
        Background.run(() -> within(client, Duration.ofSeconds(Long.MAX_VALUE)).noop());
    ScriptedAgent.done(client.guest(), client.guest().receive(FrameLayout.CALL));
    assertTrue(call.await());
  }
}
