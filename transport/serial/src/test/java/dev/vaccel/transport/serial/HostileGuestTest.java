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
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import dev.vaccel.testing.Seed;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that send what no client would: the listener takes it, and serves the next one. */
class HostileGuestTest {
  private static final int BLOCK = 1 << 16;

  @TempDir Path directory;
  private Listener listener;
  private long descriptors;

  private Path socket() {
    return directory.resolve("vm.sock");
  }

  private PlayedGuest guest(int link) throws IOException {
    return PlayedGuest.connect(socket(), link);
  }

  @BeforeEach
  void listen() throws Exception {
    listener =
        new SerialTransportProvider()
            .listen(Address.parse("serial://" + socket()), LinkOptions.DEFAULT);
    // The first link of a JVM opens what it never closes.
    try (PlayedGuest guest = guest(1)) {
      serves(guest);
    }
    descriptors = ProcessView.self().descriptors();
  }

  @AfterEach
  void nothingIsLeft() {
    Deadline.await("no descriptor is left", () -> ProcessView.self().descriptors() <= descriptors);
    listener.close();
    Deadline.await(
        "no thread is left", () -> ProcessView.self().threads("vaccel-vm " + directory) == 0);
  }

  private void serves(PlayedGuest guest) throws IOException {
    Background<Boolean> opening =
        Background.run(() -> guest.open().awaitAccept().write(new byte[] {5}));
    // What was opened before may still be accepted, and is lost then.
    while (true) {
      try (Link link = listener.accept()) {
        assertArrayEquals(new byte[] {5}, read(link, 1));
        opening.await();
        write(link, new byte[] {6});
        assertEquals(1, guest.read(new byte[1]));
        return;
      } catch (TransportException earlier) {
        assertEquals(ErrorCode.CONNECTION_LOST, earlier.code());
      }
    }
  }

  @Test
  void randomBytes() throws Exception {
    Random random = Seed.random("randomBytes");
    try (PlayedGuest guest = guest(1)) {
      byte[] block = new byte[BLOCK];
      for (int i = 0; i < 256; i++) {
        random.nextBytes(block);
        guest.send(block);
      }
      serves(guest);
    }
  }

  @Test
  void headersThatPromiseMuch() throws Exception {
    byte[] header = packet(Packets.DATA, 1, new byte[8192]);
    byte[] headers = new byte[BLOCK];
    for (int at = 0; at < BLOCK; at += Packets.HEADER_BYTES) {
      System.arraycopy(header, 0, headers, at, Packets.HEADER_BYTES);
    }
    try (PlayedGuest guest = guest(2)) {
      for (int i = 0; i < 16; i++) {
        guest.send(headers);
      }
      serves(guest);
    }
  }

  @Test
  void openingsThatNobodyAccepts() throws Exception {
    try (PlayedGuest guest = guest(-1)) {
      for (int i = 1; i < 200_000; i += 1000) {
        guest.send(openings(i, 1000));
      }
      serves(guest);
    }
  }

  private static byte[] openings(int first, int count) {
    byte[][] all = new byte[count][];
    for (int i = 0; i < count; i++) {
      all[i] = packet(Packets.OPEN, first + i);
    }
    return join(all);
  }

  @Test
  void openingsThatAreAccepted() throws Exception {
    Background<Integer> accepting = Background.start(this::acceptAndClose);
    try (PlayedGuest guest = guest(-1)) {
      for (int i = 1; i < 100_000; i += 1000) {
        guest.send(openings(i, 1000));
      }
    }
    try (PlayedGuest polite = guest(7).open()) {
      polite.awaitAccept();
    }
    listener.close();
    assertTrue(accepting.await() > 1);
  }

  private int acceptAndClose() {
    int accepted = 0;
    try {
      while (true) {
        listener.accept().close();
        accepted++;
      }
    } catch (TransportException closed) {
      return accepted;
    }
  }

  @Test
  void packetsOfLinksThatNeverWere() throws Exception {
    try (PlayedGuest guest = guest(-1)) {
      for (int i = 1; i < 100_000; i++) {
        guest.send(packet(i % 2 == 0 ? Packets.DATA : Packets.CLOSE, i));
      }
      serves(guest);
    }
  }

  @Test
  void aFloodKeepsNobodyFromClosing() throws Exception {
    byte[][] nothings = new byte[1000][];
    Arrays.fill(nothings, packet(Packets.DATA, 1));
    byte[] flood = join(nothings);
    try (PlayedGuest guest = guest(1).open()) {
      Link link = listener.accept();
      guest.awaitAccept();
      Background<Boolean> flooding =
          Background.run(
              () ->
                  assertThrows(
                      IOException.class,
                      () -> {
                        while (true) {
                          guest.send(flood);
                        }
                      }));
      Background<Long> reading = Background.start(() -> link.read(Arena.global().allocate(1)));
      BlockedThread.await(flooding.thread(), "send");
      Background.run(link::close).await();
      assertEquals(-1, reading.await());
      Background.run(listener::close).await();
      flooding.await();
    }
  }

  @Test
  void machinesThatComeAndGo() throws Exception {
    for (int i = 1; i < 500; i++) {
      try (PlayedGuest guest = guest(i)) {
        guest.send(packet(Packets.OPEN, i), new byte[i]);
      }
    }
    try (PlayedGuest polite = guest(1)) {
      serves(polite);
    }
  }
}
