package dev.vaccel.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Part of {@link LinkContract}: how links end, on either side and at any moment. */
abstract class LinkClosingContract extends LinkDataContract {
  /** Far beyond what the buffers between two ends hold. */
  private static final long MORE_THAN_BUFFERED = 64 << 20;

  @Test
  void deliversWhatWasWrittenBeforeClosing() throws Exception {
    Pair pair = connect();
    write(pair.client(), bytes(new byte[5000]));
    pair.client().close();
    readFully(pair.server(), memory().allocate(5000));
    MemorySegment one = memory().allocate(1);
    assertEquals(-1, pair.server().read(one));
    assertEquals(-1, pair.server().read(one), "the end stays the end");
  }

  @Test
  void writesToAPeerThatOnlyReads() throws Exception {
    RawPair pair = connectRaw();
    pair.peer().write(new byte[] {1});
    pair.peer().endOutput();
    MemorySegment one = memory().allocate(1);
    assertEquals(1, pair.link().read(one));
    assertTrue(pair.link().awaitReadable(-1), "the end can be read");
    assertEquals(-1, pair.link().read(one));
    write(pair.link(), bytes((byte) 7));
    byte[] received = new byte[1];
    assertEquals(1, pair.peer().read(received));
    assertEquals(7, received[0]);
  }

  @Test
  void noticesAPeerThatVanishes() throws Exception {
    RawPair pair = connectRaw();
    MemorySegment one = memory().allocate(1);
    Work<Long> reading = start(() -> readOrLost(pair.link(), one));
    BlockedThread.await(reading.thread(), "read");
    pair.peer().vanish();
    assertEquals(-1, Deadline.get("the read ends", reading));
    // The first write after a close may still go; one that follows does not.
    TransportException lost =
        assertThrows(TransportException.class, () -> writeUntilItFails(pair.link()));
    assertEquals(ErrorCode.CONNECTION_LOST, lost.code());
  }

  /** -1 for the end and for a lost connection: both are right when the peer is gone. */
  private static long readOrLost(Link link, MemorySegment destination) {
    try {
      return link.read(destination);
    } catch (TransportException lost) {
      assertEquals(ErrorCode.CONNECTION_LOST, lost.code());
      return -1;
    }
  }

  private void writeUntilItFails(Link link) {
    MemorySegment block = memory().allocate(1 << 16);
    for (long written = 0; written < MORE_THAN_BUFFERED; written += block.byteSize()) {
      write(link, block);
    }
  }

  @Test
  void endsABlockedReadByClose() throws Exception {
    Link link = connect().server();
    Work<Long> reading = start(() -> link.read(memory().allocate(1)));
    BlockedThread.await(reading.thread(), "read");
    link.close();
    assertEquals(-1, Deadline.get("the read ends", reading));
  }

  @Test
  void endsABlockedReadByShutdown() throws Exception {
    Pair pair = connect();
    Work<Long> reading = start(() -> pair.client().read(memory().allocate(1)));
    BlockedThread.await(reading.thread(), "read");
    pair.client().shutdown();
    assertEquals(-1, Deadline.get("the read ends", reading));
    assertEquals(-1, pair.server().read(memory().allocate(1)), "the peer sees the end");
  }

  @Test
  void endsABlockedWaitByClose() throws Exception {
    Link link = connect().server();
    Work<Boolean> waiting = start(() -> link.awaitReadable(-1));
    BlockedThread.await(waiting.thread(), "awaitReadable");
    link.close();
    assertTrue(Deadline.get("the wait ends", waiting));
  }

  @Test
  void failsABlockedWriteByClose() throws Exception {
    Link link = connect().server();
    MemorySegment large = memory().allocate(MORE_THAN_BUFFERED);
    Work<Void> writing =
        start(
            () -> {
              write(link, large);
              return null;
            });
    BlockedThread.await(writing.thread(), "write");
    link.close();
    TransportException lost =
        assertThrows(TransportException.class, () -> Deadline.get("the write fails", writing));
    assertEquals(ErrorCode.CONNECTION_LOST, lost.code());
  }

  @Test
  void endsAfterShutdownThoughBytesWait() throws Exception {
    Pair pair = connect();
    write(pair.client(), bytes((byte) 1));
    assertTrue(pair.server().awaitReadable(-1));
    pair.server().shutdown();
    assertEquals(-1, pair.server().read(memory().allocate(1)));
    assertTrue(pair.server().awaitReadable(0));
  }

  @Test
  void canBeAskedAfterClose() throws Exception {
    Pair pair = connect();
    PeerIdentity peer = pair.server().peer();
    pair.server().close();
    assertEquals(-1, pair.server().read(memory().allocate(1)));
    assertTrue(pair.server().awaitReadable(0));
    assertTrue(pair.server().awaitReadable(-1));
    assertEquals(peer, pair.server().peer());
    TransportException lost =
        assertThrows(TransportException.class, () -> write(pair.server(), bytes((byte) 1)));
    assertEquals(ErrorCode.CONNECTION_LOST, lost.code());
    pair.server().shutdown();
    pair.server().close();
  }

  @Test
  void closesOnceFromManyThreads() throws Exception {
    for (int round = 0; round < 20; round++) {
      Pair pair = connect();
      List<Work<Void>> closing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean onlyShutdown = i == 0;
        closing.add(
            start(
                () -> {
                  if (onlyShutdown) {
                    pair.server().shutdown();
                  } else {
                    pair.server().close();
                  }
                  return null;
                }));
      }
      for (Work<Void> close : closing) {
        Deadline.get("close returns", close);
      }
      assertEquals(-1, readOrLost(pair.client(), memory().allocate(1)));
    }
  }

  @Test
  void closesUnderTraffic() throws Exception {
    for (int round = 0; round < 20; round++) {
      Pair pair = connect();
      Link link = pair.server();
      MemorySegment out = memory().allocate(10_000);
      MemorySegment in = memory().allocate(10_000);
      Work<Void> writing = start(() -> writeForever(link, out));
      Work<Void> draining = start(() -> drain(pair.client()));
      Work<Void> peerWriting = start(() -> writeForever(pair.client(), in));
      MemorySegment first = memory().allocate(1);
      assertEquals(1, link.read(first));
      Work<Void> reading = start(() -> drain(link));
      link.close();
      assertThrows(TransportException.class, () -> Deadline.get("writer ends", writing));
      Deadline.get("reader ends", reading);
      assertThrows(TransportException.class, () -> Deadline.get("peer's writer ends", peerWriting));
      Deadline.get("peer's reader ends", draining);
    }
  }

  private static Void writeForever(Link link, MemorySegment part) {
    while (true) {
      write(link, part);
    }
  }

  private Void drain(Link link) {
    MemorySegment buffer = memory().allocate(10_000);
    while (readOrLost(link, buffer) >= 0) {
      buffer.set(JAVA_BYTE, 0, (byte) 0);
    }
    return null;
  }
}
