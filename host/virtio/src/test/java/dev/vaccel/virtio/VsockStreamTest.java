package dev.vaccel.virtio;

import static dev.vaccel.testing.Links.read;
import static dev.vaccel.testing.Links.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams between a guest, whose driver and VMM are played here, and links of the host. */
class VsockStreamTest {
  @TempDir Path directory;
  private PlayedGuest played;

  @BeforeEach
  void start() throws Exception {
    played = new PlayedGuest(directory);
  }

  @AfterEach
  void stop() {
    played.close();
  }

  private Link accepted(GuestStream stream) {
    return played.accepted(stream);
  }

  private static byte[] random(int bytes, long seed) {
    byte[] random = new byte[bytes];
    new SplittableRandom(seed).nextBytes(random);
    return random;
  }

  private static long readEnd(Link link) {
    try (Arena arena = Arena.ofConfined()) {
      return link.read(arena.allocate(8));
    }
  }

  @Test
  void carriesBytesBothWays() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    assertEquals(new PeerIdentity("vm", directory.resolve("vm.sock").toString()), link.peer());
    for (int bytes : new int[] {1, 64, 4096, 4097, 30_000}) {
      stream.write(random(bytes, bytes));
      assertArrayEquals(random(bytes, bytes), read(link, bytes));
      write(link, random(bytes, -bytes));
      assertArrayEquals(random(bytes, -bytes), stream.read(bytes));
    }
  }

  @Test
  void carriesMoreThanAnyBufferHolds() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    byte[] there = random(3_000_001, 1);
    Background<byte[]> reading = Background.start(() -> read(link, there.length));
    stream.write(there);
    assertArrayEquals(there, reading.await());
    byte[] back = random(3_000_001, 2);
    Background<Boolean> writing =
        Background.start(
            () -> {
              write(link, back);
              return true;
            });
    for (int at = 0; at < back.length; ) {
      int part = Math.min(10_000, back.length - at);
      byte[] got = stream.read(part);
      for (int i = 0; i < part; i++) {
        assertEquals(back[at + i], got[i]);
      }
      at += part;
    }
    assertTrue(writing.await());
  }

  @Test
  void tellsTheEndOfEachDirection() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    stream.write(random(10, 1));
    stream.send(VsockPacket.OP_SHUTDOWN, VsockPacket.NO_SEND, new byte[0]);
    assertArrayEquals(random(10, 1), read(link, 10));
    assertEquals(-1, readEnd(link));
    write(link, random(20, 2));
    assertArrayEquals(random(20, 2), stream.read(20));
    stream.send(VsockPacket.OP_SHUTDOWN, VsockPacket.NO_SEND | VsockPacket.NO_RECEIVE, new byte[0]);
    stream.awaitEnd();
    assertTrue(stream.reset);
    assertThrows(TransportException.class, () -> write(link, random(1, 1)));
  }

  @Test
  void whatWasWrittenBeforeTheEndArrives() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    write(link, random(50_000, 1));
    link.shutdown();
    assertEquals(-1, readEnd(link));
    assertArrayEquals(random(50_000, 1), stream.read(50_000));
    stream.awaitEnd();
    assertTrue(stream.ended);
  }

  @Test
  void aGuestThatDoesNotConfirmTheEndIsResetAfterAWhile() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    accepted(stream).close();
    stream.awaitEnd();
    assertTrue(stream.ended);
    assertFalse(stream.reset);
    while (!stream.reset) {
      stream.ended = false;
      stream.awaitEnd();
    }
  }

  @Test
  void wakesReadersAndWritersWhenTheGuestBreaksOff() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    Background<Long> reading = Background.start(() -> readEnd(link));
    Background<TransportException> writing =
        Background.start(
            () -> assertThrows(TransportException.class, () -> write(link, random(1_000_000, 1))));
    Deadline.await("it blocks", () -> writing.thread().getState() == Thread.State.WAITING);
    stream.send(VsockPacket.OP_RST, 0, new byte[0]);
    assertEquals(-1, reading.await());
    assertTrue(writing.await().getMessage().contains("the guest ended the connection"));
  }

  @Test
  void tellsOfRoomWhileTheGuestReadsNothing() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    byte[] unread = random(3 * GuestStream.BUFFER, 1);
    Background<Boolean> writing =
        Background.start(
            () -> {
              write(link, unread);
              return true;
            });
    assertTrue(writing.await());
    // More than the host's buffer holds: the guest needs to hear of room, and reads nothing
    // yet.
    byte[] written = random(4 * VsockConnection.BUFFER_BYTES, 2);
    Background<byte[]> reading = Background.start(() -> read(link, written.length));
    stream.write(written);
    assertArrayEquals(written, reading.await());
    for (int at = 0; at < unread.length; at += 16_384) {
      assertArrayEquals(Arrays.copyOfRange(unread, at, at + 16_384), stream.read(16_384));
    }
  }

  @Test
  void failsAWriterWhoseGuestReceivesNoMore() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    Background<TransportException> writing =
        Background.start(
            () -> assertThrows(TransportException.class, () -> write(link, random(1_000_000, 1))));
    Deadline.await("it blocks", () -> writing.thread().getState() == Thread.State.WAITING);
    stream.send(VsockPacket.OP_SHUTDOWN, VsockPacket.NO_RECEIVE, new byte[0]);
    writing.await();
    stream.write(random(10, 3));
    assertArrayEquals(random(10, 3), read(link, 10));
  }

  @Test
  void awaitsWithATimeLimit() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    assertFalse(link.awaitReadable(0));
    assertFalse(link.awaitReadable(10_000_000));
    stream.write(random(1, 1));
    assertTrue(link.awaitReadable(Deadline.LIMIT.toNanos()));
    assertTrue(link.awaitReadable(0));
  }

  @Test
  void resetsWhatNobodyListensFor() {
    played.guest.transmit(99, 5000, VsockPacket.OP_REQUEST, 0, 1000, 0, new byte[0]);
    assertEquals(VsockPacket.OP_RST, played.guest.receive().operation());
    played.guest.transmit(
        VhostUserListener.PORT, 5001, VsockPacket.OP_RW, 0, 1000, 0, new byte[10]);
    assertEquals(VsockPacket.OP_RST, played.guest.receive().operation());
    played.guest.transmit(VhostUserListener.PORT, 5002, VsockPacket.OP_RST, 0, 0, 0, new byte[0]);
    assertTrue(played.guest.isQuiet(), "a reset is not answered");
  }

  @Test
  void ignoresPacketsInTheNameOfAnother() {
    played.guest.transmit(
        4,
        VsockPacket.HOST,
        VhostUserListener.PORT,
        1,
        VsockPacket.OP_REQUEST,
        0,
        9,
        0,
        new byte[0]);
    played.guest.transmit(
        GuestDriver.CID,
        7,
        VhostUserListener.PORT,
        1,
        VsockPacket.OP_REQUEST,
        0,
        9,
        0,
        new byte[0]);
    assertTrue(played.guest.isQuiet());
  }

  @Test
  void resetsAStreamThatSendsMoreThanItMay() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    for (int i = 0; i < 6; i++) {
      stream.send(VsockPacket.OP_RW, 0, new byte[50_000]);
    }
    stream.awaitEnd();
    assertTrue(stream.reset);
    assertEquals(250_000, read(link, 250_000).length);
    assertEquals(-1, readEnd(link));
    assertFalse(GuestStream.connect(played.guest, 5001).reset, "the device goes on");
  }

  @Test
  void goesOnAfterAPause() throws Exception {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    stream.write(random(10, 1));
    Deadline.await("it has come", () -> link.awaitReadable(0));
    int rx = played.vmm.stopQueue(FakeVmm.RX);
    int tx = played.vmm.stopQueue(FakeVmm.TX);
    write(link, random(30, 3));
    assertTrue(played.guest.isQuiet());
    resume(rx, tx);
    assertArrayEquals(random(30, 3), stream.read(30));
    assertArrayEquals(random(10, 1), read(link, 10));
  }

  private void resume(int rx, int tx) throws Exception {
    int[] bases = {rx, tx};
    for (int queue = 0; queue < 2; queue++) {
      played.vmm.send(VhostUserMessage.SET_VRING_BASE, 0, null, queue | (long) bases[queue] << 32);
      played.vmm.address(queue, FakeVmm.USER_BASE + FakeVmm.queueAt(queue));
      played.vmm.send(
          VhostUserMessage.SET_VRING_KICK, 0, played.vmm.kicks[queue].fd(), (long) queue);
      played.vmm.send(
          VhostUserMessage.SET_VRING_CALL, 0, played.vmm.calls[queue].fd(), (long) queue);
      played.vmm.send(VhostUserMessage.SET_VRING_ENABLE, 0, null, queue | 1L << 32);
    }
  }

  @Test
  void goesOnInMemoryThatIsMappedAnew() throws Exception {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    played.vmm.shareMemory();
    stream.write(random(10, 1));
    assertArrayEquals(random(10, 1), read(link, 10));
  }

  @Test
  void aGuestThatGoesTakesItsStreamsAndAnotherFindsThePlaceFree() throws Exception {
    Link link = accepted(GuestStream.connect(played.guest, 5000));
    played.vmm.close();
    assertEquals(-1, readEnd(link));
    played.boot();
    GuestStream again = GuestStream.connect(played.guest, 5000);
    Link other = accepted(again);
    again.write(random(5, 5));
    assertArrayEquals(random(5, 5), read(other, 5));
  }

  @Test
  void streamsOutliveTheListener() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    played.listener.close();
    assertFalse(Files.exists(directory.resolve("vm.sock")));
    assertThrows(TransportException.class, () -> played.listener.accept());
    stream.write(random(5, 5));
    assertArrayEquals(random(5, 5), read(link, 5));
    assertTrue(GuestStream.connect(played.guest, 5001).reset, "no more are taken");
  }

  @Test
  void saysWhyItCannotListen() {
    for (String[] wrong :
        new String[][] {
          {"vhost-user://relative.sock", "expected vhost-user:///path"},
          {"vhost-user://" + directory.resolve("none/vm.sock"), "directory does not exist"},
          {"vhost-user:///" + "x".repeat(200), "expected 1 to 107"},
          {played.address().toString(), "address in use"},
        }) {
      String refusal =
          assertThrows(
                  ConfigException.class,
                  () -> played.provider.listen(Address.parse(wrong[0]), LinkOptions.DEFAULT))
              .toString();
      assertTrue(refusal.contains(wrong[1]), refusal);
    }
  }

  @Test
  void connectingIsForVmmsAlone() {
    String refusal =
        assertThrows(
                ConfigException.class,
                () -> played.provider.connect(played.address(), LinkOptions.DEFAULT))
            .getMessage();
    assertTrue(refusal.contains("vsock://2:2048"), refusal);
  }
}
