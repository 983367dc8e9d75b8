package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.WireError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Replies as they should and should not be. */
class ConnectionTest extends ClientFixture {
  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private static Background<byte[]> startEcho(NoopApi noop, byte[] in) {
    return Background.start(
        () -> {
          byte[] out = new byte[in.length];
          noop.echo(MemorySegment.ofArray(in), MemorySegment.ofArray(out));
          return out;
        });
  }

  @Test
  void repliesMayComeInAnyOrder() {
    Client client = connect();
    List<Background<byte[]>> calls = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(startEcho(client.noop(), random(100 + i)));
      frames.add(client.guest().receive(FrameLayout.CALL));
    }
    for (int i : new int[] {3, 0, 5, 4, 1, 2}) {
      ScriptedAgent.echo(client.guest(), frames.get(i), random(100 + i));
      assertArrayEquals(random(100 + i), calls.get(i).await());
    }
  }

  @Test
  void bulkOfSeveralRepliesMayBeInterleaved() {
    Client client = connect();
    int bytes = 100_000;
    List<Background<byte[]>> calls = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(startEcho(client.noop(), random(bytes + i)));
      Frame call = client.guest().receive(FrameLayout.CALL);
      assertArrayEquals(
          random(bytes + i),
          client.guest().receiveBulk(call.sequence(), ScriptedAgent.bulkBytes(call)));
      frames.add(call);
      announceEcho(client.guest(), call, bytes + i);
    }
    byte[][] data = {random(bytes), random(bytes + 1), random(bytes + 2)};
    int[] at = new int[3];
    SplittableRandom random = new SplittableRandom(1);
    for (int left = 3; left > 0; ) {
      int i = random.nextInt(3);
      int part = Math.min(random.nextInt(30_000), data[i].length - at[i]);
      if (part == 0) {
        continue;
      }
      byte[] chunk = java.util.Arrays.copyOfRange(data[i], at[i], at[i] + part);
      client
          .guest()
          .sendFrame(
              part, FrameLayout.BULK, frames.get(i).sequence(), frames.get(i).session(), chunk);
      at[i] += part;
      left -= at[i] == data[i].length ? 1 : 0;
    }
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(data[i], calls.get(i).await());
    }
  }

  /** Sends the REPLY of an echo whose bulk is to follow by hand. */
  private static void announceEcho(FramePeer guest, Frame call, long bytes) {
    java.nio.ByteBuffer payload =
        java.nio.ByteBuffer.allocate(24).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    payload.putLong(bytes).putLong(bytes).putLong(1);
    guest.sendFrame(24, FrameLayout.REPLY, call.sequence(), call.session(), payload.array());
  }

  /** Has a call outstanding while the agent does something that ends the connection. */
  private void endsTheConnection(String reason, Consumer<Client> fault) {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(10));
    client.guest().receive(FrameLayout.CALL);
    fault.accept(client);
    TransportException failure = assertThrows(TransportException.class, call::await);
    assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
    assertTrue(failure.getMessage().contains(reason), failure.getMessage());
    assertTrue(
        failure.getMessage().contains("noop.echo: the connection was lost before its reply"),
        failure.getMessage());
    assertTrue(failure.getMessage().contains("may be repeated"), failure.getMessage());
    client.guest().receiveEnd();
  }

  @Test
  void aReplyToNobodyEndsTheConnection() {
    endsTheConnection(
        "not outstanding",
        c -> c.guest().send(0x7001_0003, 1, dev.vaccel.wire.BodyWriter::beginReply));
    endsTheConnection(
        "not outstanding", c -> c.guest().send(-1, 1, dev.vaccel.wire.BodyWriter::beginReply));
    endsTheConnection(
        "not outstanding", c -> c.guest().sendFrame(8, FrameLayout.BULK, 0x1_0000, 1, new byte[8]));
    endsTheConnection(
        "not outstanding",
        c ->
            c.guest()
                .send(
                    7 << 16 | 1,
                    1,
                    b -> new WireError(ErrorCode.INTERNAL, 0, "x").write(b, FrameLayout.ERROR)));
  }

  @Test
  void framesThatAreNotForAClientEndTheConnection() {
    endsTheConnection(
        "CALL is not for a client",
        c -> c.guest().sendFrame(24, FrameLayout.CALL, 1, 1, new byte[24]));
    endsTheConnection("opcode 77 is not known", c -> c.guest().sendFrame(0, 77, 1, 1, new byte[0]));
    endsTheConnection(
        "expected 8", c -> c.guest().sendFrame(16, FrameLayout.PING, 0, 0, new byte[16]));
    endsTheConnection("bytes: at most", c -> c.guest().sendFrame(1 << 29, FrameLayout.REPLY, 1, 1));
  }

  @Test
  void anAgentThatClosesInTheMiddleOfAFrameEndsTheConnection() {
    endsTheConnection(
        "ended inside a frame",
        c -> {
          c.guest().sendFrame(24, FrameLayout.REPLY, 1, 1, new byte[3]);
          c.guest().link().shutdown();
        });
  }

  @Test
  void moreBulkThanAnnouncedEndsTheConnection() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(20_000));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    announceEcho(client.guest(), frame, 20_000);
    client
        .guest()
        .sendFrame(20_001, FrameLayout.BULK, frame.sequence(), frame.session(), new byte[20_001]);
    TransportException failure = assertThrows(TransportException.class, call::await);
    assertTrue(failure.getMessage().contains("beyond the 20000 bytes"), failure.getMessage());
  }

  @Test
  void aConnectionThatEndsWithinAReplysBulkFailsTheCall() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(20_000));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    announceEcho(client.guest(), frame, 20_000);
    client
        .guest()
        .sendFrame(100, FrameLayout.BULK, frame.sequence(), frame.session(), new byte[100]);
    client.guest().link().shutdown();
    assertEquals(
        ErrorCode.CONNECTION_LOST, assertThrows(TransportException.class, call::await).code());
  }

  @Test
  void aReplyOfAnotherSizeFailsOnlyItsCall() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(100));
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(99));
    VaccelException failure = assertThrows(VaccelException.class, call::await);
    assertEquals(ErrorCode.MALFORMED_BODY, failure.code());
    call = startEcho(client.noop(), random(20_000));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    client.guest().receiveBulk(frame.sequence(), 20_000);
    ScriptedAgent.echo(client.guest(), frame, random(30_000));
    assertEquals(ErrorCode.MALFORMED_BODY, assertThrows(VaccelException.class, call::await).code());
    call = startEcho(client.noop(), random(100));
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(100));
    assertArrayEquals(random(100), call.await());
  }

  @Test
  void aReplyThatFitsNoMemoryFailsOnlyItsCall() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(20_000));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    client.guest().receiveBulk(frame.sequence(), 20_000);
    announceEcho(client.guest(), frame, 1L << 50);
    Background<byte[]> other = startEcho(client.noop(), random(7));
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(7));
    assertArrayEquals(random(7), other.await());
    client.guest().link().shutdown();
    assertThrows(VaccelException.class, call::await);
  }

  @Test
  void anErrorComesWithItsTypeCodesAndText() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(5));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    client
        .guest()
        .send(
            frame.sequence(),
            frame.session(),
            b ->
                new WireError(ErrorCode.BACKEND_FAILED, 42, "no luck").write(b, FrameLayout.ERROR));
    dev.vaccel.api.BackendException failure =
        assertThrows(dev.vaccel.api.BackendException.class, call::await);
    assertEquals(42, failure.vendorCode());
    assertEquals("no luck", failure.getMessage());
    // The trace is the caller's.
    assertTrue(
        java.util.Arrays.stream(failure.getStackTrace())
            .anyMatch(f -> f.getMethodName().contains("startEcho")));
  }

  @Test
  void answersAPing() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(5));
    Frame frame = client.guest().receive(FrameLayout.CALL);
    client.guest().sendFrame(8, FrameLayout.PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    Frame pong = client.guest().receive(FrameLayout.PONG);
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, pong.payload());
    ScriptedAgent.echo(client.guest(), frame, random(5));
    call.await();
  }

  @Test
  void noMoreCallsAreOutstandingThanTheAgentAllows() {
    Client client = connect(2, 1000);
    Background<byte[]> first = startEcho(client.noop(), random(1));
    Frame one = client.guest().receive(FrameLayout.CALL);
    Background<byte[]> second = startEcho(client.noop(), random(2));
    Frame two = client.guest().receive(FrameLayout.CALL);
    Background<byte[]> third = startEcho(client.noop(), random(3));
    BlockedThread.await(third.thread(), "awaitSlot");
    ScriptedAgent.echo(client.guest(), two, random(2));
    second.await();
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(3));
    third.await();
    ScriptedAgent.echo(client.guest(), one, random(1));
    first.await();
  }

  @Test
  void noMoreBulkIsOutstandingThanTheAgentAllows() {
    Client client = connect(8, 50_000);
    assertEquals(
        ErrorCode.EXHAUSTED,
        assertThrows(
                InvalidArgumentException.class,
                () ->
                    client
                        .noop()
                        .echo(
                            MemorySegment.ofArray(new byte[50_001]),
                            MemorySegment.ofArray(new byte[50_001])))
            .code());
    Background<byte[]> first = startEcho(client.noop(), random(40_000));
    Frame one = client.guest().receive(FrameLayout.CALL);
    client.guest().receiveBulk(one.sequence(), 40_000);
    Background<byte[]> second = startEcho(client.noop(), random(30_000));
    BlockedThread.await(second.thread(), "takeRoom");
    // What has no bulk is not held back.
    Background<byte[]> small = startEcho(client.noop(), random(10));
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(10));
    small.await();
    ScriptedAgent.echo(client.guest(), one, random(40_000));
    assertArrayEquals(random(40_000), first.await());
    Frame two = client.guest().receive(FrameLayout.CALL);
    client.guest().receiveBulk(two.sequence(), 30_000);
    ScriptedAgent.echo(client.guest(), two, random(30_000));
    assertArrayEquals(random(30_000), second.await());
  }

  @Test
  void whoeverStillSendsIsNotLeftToReadForTheOthers() {
    Client client = connect();
    FramePeer guest = client.guest();
    Background<byte[]> leader = startEcho(client.noop(), random(1));
    Frame first = guest.receive(FrameLayout.CALL);
    Background<byte[]> soonDone = startEcho(client.noop(), random(2));
    Frame second = guest.receive(FrameLayout.CALL);
    Background<byte[]> other = startEcho(client.noop(), random(3));
    Frame third = guest.receive(FrameLayout.CALL);
    ScriptedAgent.echo(guest, second, random(2));
    soonDone.await();
    // Takes the slot before the one of `other`, and is stuck until the agent reads.
    byte[] big = random(32 << 20);
    Background<byte[]> sender = startEcho(client.noop(), big);
    BlockedThread.await(sender.thread(), "write");
    ScriptedAgent.echo(guest, first, random(1));
    leader.await();
    ScriptedAgent.echo(guest, third, random(3));
    assertArrayEquals(random(3), other.await());
    Frame last = guest.receive(FrameLayout.CALL);
    guest.receiveBulk(last.sequence(), big.length);
    ScriptedAgent.echo(guest, last, big);
    assertArrayEquals(big, sender.await());
  }

  @Test
  void oneThreadReadsForAnotherWhoseMemoryIsItsOwn() {
    Client client = connect();
    FramePeer guest = client.guest();
    Background<byte[]> leader = startEcho(client.noop(), random(1));
    Frame first = guest.receive(FrameLayout.CALL);
    byte[] data = random(100_000);
    Background<byte[]> confined =
        Background.start(
            () -> {
              try (Arena arena = Arena.ofConfined()) {
                MemorySegment in = arena.allocate(data.length, 8);
                MemorySegment out = arena.allocate(data.length, 8);
                MemorySegment.copy(data, 0, in, ValueLayout.JAVA_BYTE, 0, data.length);
                client.noop().echo(in, out);
                return out.toArray(ValueLayout.JAVA_BYTE);
              }
            });
    Frame second = guest.receive(FrameLayout.CALL);
    assertArrayEquals(data, guest.receiveBulk(second.sequence(), data.length));
    ScriptedAgent.echo(guest, second, data);
    assertArrayEquals(data, confined.await());
    ScriptedAgent.echo(guest, first, random(1));
    leader.await();
  }

  @Test
  void memoryThatCannotBeUsedFailsOnlyItsCall() {
    Client client = connect();
    Arena arena = Arena.ofShared();
    MemorySegment closed = arena.allocate(100_000, 8);
    arena.close();
    byte[] heap = new byte[100_000];
    NoopApi noop = client.noop();
    assertThrows(
        InvalidArgumentException.class, () -> noop.echo(closed, MemorySegment.ofArray(heap)));
    assertThrows(
        InvalidArgumentException.class, () -> noop.echo(MemorySegment.ofArray(heap), closed));
    assertThrows(
        InvalidArgumentException.class,
        () -> noop.echo(MemorySegment.ofArray(heap), MemorySegment.ofArray(heap).asReadOnly()));
    try (Arena own = Arena.ofConfined()) {
      MemorySegment mine = own.allocate(100_000, 8);
      Background<Boolean> elsewhere =
          Background.run(() -> noop.echo(mine, MemorySegment.ofArray(heap)));
      assertThrows(InvalidArgumentException.class, elsewhere::await);
    }
    Background<byte[]> next = startEcho(noop, random(4));
    ScriptedAgent.echo(client.guest(), client.guest().receive(FrameLayout.CALL), random(4));
    assertArrayEquals(random(4), next.await());
  }

  @Test
  void memoryThatIsClosedUnderACallFailsOnlyThatCall() {
    Client client = connect();
    FramePeer guest = client.guest();
    Background<byte[]> leader = startEcho(client.noop(), random(1));
    Frame first = guest.receive(FrameLayout.CALL);
    Arena arena = Arena.ofShared();
    MemorySegment out = arena.allocate(100_000, 8);
    byte[] in = random(100_000);
    Background<Boolean> careless =
        Background.run(() -> client.noop().echo(MemorySegment.ofArray(in), out));
    Frame second = guest.receive(FrameLayout.CALL);
    guest.receiveBulk(second.sequence(), in.length);
    announceEcho(guest, second, in.length);
    guest.sendFrame(10, FrameLayout.BULK, second.sequence(), second.session(), new byte[10]);
    arena.close();
    guest.sendFrame(
        in.length - 10,
        FrameLayout.BULK,
        second.sequence(),
        second.session(),
        new byte[in.length - 10]);
    assertThrows(IllegalStateException.class, careless::await);
    ScriptedAgent.echo(guest, first, random(1));
    assertArrayEquals(random(1), leader.await());
  }

  @Test
  void anInterruptIsKeptForTheCaller() throws Exception {
    Client client = connect();
    Background<byte[]> leader = startEcho(client.noop(), random(1));
    Frame first = client.guest().receive(FrameLayout.CALL);
    CountDownLatch sent = new CountDownLatch(1);
    Background<Boolean> waiting =
        Background.start(
            () -> {
              sent.countDown();
              client.noop().noop();
              return Thread.interrupted();
            });
    sent.await();
    Frame second = client.guest().receive(FrameLayout.CALL);
    waiting.thread().interrupt();
    leader.thread().interrupt();
    Deadline.await("the flag is taken", () -> !waiting.thread().isInterrupted());
    ScriptedAgent.done(client.guest(), second);
    assertTrue(waiting.await(), "the interrupt was lost");
    ScriptedAgent.echo(client.guest(), first, random(1));
    leader.await();
  }

  @Test
  void closingTheClientEndsWaitingCalls() {
    Client client = connect();
    Background<byte[]> call = startEcho(client.noop(), random(1));
    client.guest().receive(FrameLayout.CALL);
    client.remote().close();
    assertThrows(TransportException.class, call::await);
    assertEquals(
        ErrorCode.CLOSED, assertThrows(ResourceException.class, () -> client.noop().noop()).code());
  }
}
