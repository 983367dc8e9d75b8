package dev.vaccel.transport.serial;

import static dev.vaccel.testing.Links.read;
import static dev.vaccel.testing.Links.write;
import static dev.vaccel.transport.serial.PlayedGuest.join;
import static dev.vaccel.transport.serial.PlayedGuest.packet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.transport.serial.PlayedGuest.Packet;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's end of a stream that guests begin, leave and spoil as they like. */
class HostStreamTest {
  private static final byte[] HELLO = {1, 2, 3};

  @TempDir Path directory;
  private Listener listener;
  private PlayedGuest first;
  private Link link;

  private Path socket() {
    return directory.resolve("vm.sock");
  }

  @BeforeEach
  void openALink() throws Exception {
    listener =
        new SerialTransportProvider()
            .listen(Address.parse("serial://" + socket()), LinkOptions.DEFAULT);
    first = PlayedGuest.connect(socket(), 1).open();
    link = listener.accept();
    first.awaitAccept();
  }

  @AfterEach
  void close() throws IOException {
    first.close();
    link.close();
    listener.close();
  }

  private static void assertLost(Link lost) {
    for (int i = 0; i < 2; i++) {
      TransportException failure =
          assertThrows(TransportException.class, () -> read(lost, 1), "a read");
      assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
    }
    TransportException failure =
        assertThrows(TransportException.class, () -> write(lost, HELLO), "a write");
    assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
  }

  /** Bytes pass in both directions over the link that a guest has opened. */
  private void assertServes(PlayedGuest guest) throws IOException {
    try (Link accepted = listener.accept()) {
      guest.awaitAccept();
      assertEquals(new PeerIdentity("vm", socket().toString()), accepted.peer());
      guest.write(HELLO);
      assertArrayEquals(HELLO, read(accepted, 3));
      write(accepted, HELLO);
      byte[] back = new byte[8192];
      assertEquals(3, guest.read(back));
      assertArrayEquals(HELLO, Arrays.copyOf(back, 3));
    }
    assertEquals(Packets.CLOSE, guest.receiveMine().type());
  }

  @Test
  void aProgramThatDiesInAPacketIsFollowedByAnother() throws Exception {
    for (int left : new int[] {1, 15, 16, 500, 8207}) {
      first.send(Arrays.copyOf(packet(Packets.DATA, 1, new byte[8192]), left));
      PlayedGuest second = first.next(1000 + left).open();
      assertServes(second);
    }
    assertLost(link);
  }

  @Test
  void whatCameBeforeAFaultIsStillRead() throws Exception {
    first.write(HELLO);
    first.send(new byte[] {42});
    assertArrayEquals(HELLO, read(link, 3));
    assertLost(link);
    assertEquals(Packets.CLOSE, first.receiveMine().type(), "the guest is told");
  }

  @Test
  void garbageBetweenPacketsEndsTheLinkAndNothingElse() throws Exception {
    first.send("no packet VVS".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    first.send(Arrays.copyOf(packet(Packets.DATA, 1, HELLO), 12));
    assertLost(link);
    assertServes(first.next(2).open());
  }

  @Test
  void anOpeningInsideABrokenPacketIsFound() throws Exception {
    byte[] broken = packet(Packets.DATA, 1, join(new byte[33], packet(Packets.OPEN, 2)));
    broken[17]++;
    first.send(broken);
    assertLost(link);
    assertServes(first.next(2));
  }

  @Test
  void aNewOpeningEndsTheLinkThatWas() throws Exception {
    first.send(packet(Packets.OPEN, 2));
    assertServes(first.next(2));
    assertLost(link);
  }

  @Test
  void isSeenWhileNobodyReadsTheLinkThatWas() throws Exception {
    first.write(new byte[20_000]);
    assertServes(first.next(2).open());
    assertServes(first.next(3).open());
  }

  @Test
  void anOpeningThatIsRepeatedIsOne() throws Exception {
    first.send(packet(Packets.OPEN, 1), packet(Packets.OPEN, 1));
    first.write(HELLO);
    assertArrayEquals(HELLO, read(link, 3));
    link.close();
    assertEquals(Packets.CLOSE, first.receiveMine().type());
    first.send(packet(Packets.OPEN, 1));
    assertServes(first.next(2).open());
  }

  @Test
  void anOpeningThatIsTakenBackIsNotAccepted() throws Exception {
    first.send(packet(Packets.OPEN, 2), packet(Packets.CLOSE, 2));
    assertLost(link);
    Background<Link> accepting = Background.start(listener::accept);
    BlockedThread.await(accepting.thread(), "accept");
    PlayedGuest third = first.next(3).open();
    try (Link accepted = accepting.await()) {
      third.awaitAccept().write(HELLO);
      assertArrayEquals(HELLO, read(accepted, 3));
    }
  }

  @Test
  void packetsOfOtherLinksAreIgnoredAndTheirOwnersTold() throws Exception {
    first.send(
        packet(Packets.DATA, 9, HELLO),
        packet(Packets.CLOSE, 9),
        packet(Packets.END, 9),
        packet(Packets.ACCEPT, 9),
        packet(Packets.OPEN, 0),
        packet(Packets.DATA, 9, HELLO));
    first.write(new byte[] {7});
    assertArrayEquals(new byte[] {7}, read(link, 1));
    Packet told = first.receive();
    assertEquals(Packets.CLOSE, told.type());
    assertEquals(9, told.link());
    write(link, HELLO);
    assertEquals(Packets.DATA, first.receive().type(), "told once");
  }

  @Test
  void aMachineThatLeavesIsFollowedByAnother() throws Exception {
    first.close();
    assertEquals(-1, link.read(java.lang.foreign.Arena.global().allocate(1)));
    try (PlayedGuest second = PlayedGuest.connect(socket(), 1).open()) {
      assertServes(second);
    }
    try (PlayedGuest early = PlayedGuest.connect(socket(), 5)) {
      early.send(packet(Packets.DATA, 4, HELLO));
      assertEquals(Packets.CLOSE, early.receive().type(), "before any link");
      assertServes(early.open());
    }
  }

  @Test
  void aLinkThatClosesInAPacketIsFollowedByAnother() throws Exception {
    byte[] large = new byte[4 << 20];
    Arrays.fill(large, (byte) 'V');
    Background<Boolean> writing = Background.run(() -> write(link, large));
    BlockedThread.await(writing.thread(), "write");
    link.close();
    assertThrows(TransportException.class, writing::await);
    assertServes(first.next(2).open());
  }

  /** As a reboot of the guest: what it had half sent and not yet read stays in the stream. */
  @Test
  void aGuestThatIsResetWhileBothSidesWriteIsFollowedByAnother() throws Exception {
    Background<Boolean> writing = Background.run(() -> write(link, new byte[4 << 20]));
    BlockedThread.await(writing.thread(), "write");
    first.write(HELLO);
    first.send(Arrays.copyOf(packet(Packets.DATA, 1, new byte[8192]), 5000));
    PlayedGuest second = first.next(2).open();
    try (Link accepted = listener.accept()) {
      assertThrows(TransportException.class, writing::await);
      second.awaitAccept().write(HELLO);
      assertArrayEquals(HELLO, read(accepted, 3));
    }
    assertLost(link);
  }

  @Test
  void aListenerThatClosesEndsWithItsLink() throws Exception {
    listener.close();
    first.write(HELLO);
    assertArrayEquals(HELLO, read(link, 3));
    link.close();
    assertEquals(Packets.CLOSE, first.receiveMine().type());
    assertThrows(IOException.class, first::receive, "the socket is closed");
    assertTrue(java.nio.file.Files.notExists(socket()));
  }
}
