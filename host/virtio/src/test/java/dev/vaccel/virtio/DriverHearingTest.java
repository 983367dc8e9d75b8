package dev.vaccel.virtio;

import static dev.vaccel.testing.Links.read;
import static dev.vaccel.testing.Links.write;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.Poller;
import dev.vaccel.testing.Background;
import dev.vaccel.wire.spi.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest is heard whatever the threads do that wait for its bytes. */
class DriverHearingTest {
  private static final int ROUNDS = 2000;

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

  private static long readOne(Link link) {
    try (Arena arena = Arena.ofConfined()) {
      return link.read(arena.allocate(1));
    }
  }

  /** What a thread does that has read what the guest sent. */
  enum Then {
    ANSWERS,
    WAITS_FOR_MORE,
    TURNS_AWAY,
    FORGETS
  }

  /** A driver that waits for room in its queue is not left waiting. */
  @ParameterizedTest
  @EnumSource
  void theDriverIsToldWhatWasTaken(Then then) throws Exception {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    CountDownLatch goOn = new CountDownLatch(1);
    Background<Boolean> reading =
        Background.start(
            () -> {
              readOne(link);
              switch (then) {
                case ANSWERS -> write(link, new byte[1]);
                case WAITS_FOR_MORE -> link.awaitReadable(-1);
                case TURNS_AWAY -> link.stepAside();
                case FORGETS -> {}
              }
              goOn.await();
              return true;
            });
    LockSupport.parkNanos(3_000_000);
    played.guest.wantInterrupt(FakeVmm.TX);
    EventCounter call = played.vmm.calls[FakeVmm.TX];
    call.hear(); // Of what came before.
    stream.write(new byte[1]);
    Poller poller = new Poller(1);
    poller.add(call.fd());
    poller.await(5_000_000_000L);
    assertTrue(poller.isReady(0), "not told");
    stream.write(new byte[1]);
    goOn.countDown();
    reading.await();
  }

  /** A thread that heard the guest and turns to something else, whether it says so or not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aThreadThatTurnsAwayHoldsUpNoOtherStream(boolean says) throws Exception {
    GuestStream first = GuestStream.connect(played.guest, 5000);
    Link busy = accepted(first);
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Background<Boolean> reading =
        Background.start(
            () -> {
              readOne(busy);
              if (says) {
                busy.stepAside();
              }
              read.countDown();
              goOn.await();
              return true;
            });
    first.write(new byte[1]);
    read.await();
    GuestStream second = GuestStream.connect(played.guest, 5001);
    Link other = accepted(second);
    for (int i = 0; i < 50; i++) {
      second.write(new byte[] {(byte) i});
      assertArrayEquals(new byte[] {(byte) i}, read(other, 1));
    }
    goOn.countDown();
    reading.await();
  }

  @Test
  void aThreadThatHearsIsWokenByTheEndOfItsLink() {
    Link link = accepted(GuestStream.connect(played.guest, 5000));
    Background<Long> reading = Background.start(() -> readOne(link));
    LockSupport.parkNanos(3_000_000); // whether it waits by now makes no difference, or must not
    link.shutdown();
    assertEquals(-1L, reading.await());
  }

  @Test
  void aThreadThatHearsIsWokenWhenTheMachineLeaves() {
    Link link = accepted(GuestStream.connect(played.guest, 5000));
    Background<Long> reading = Background.start(() -> readOne(link));
    LockSupport.parkNanos(3_000_000);
    played.vmm.close();
    assertEquals(-1L, reading.await());
  }

  /** Pauses around the patience of a thread that hears, in which the device's own takes over. */
  @Test
  void nothingIsLostWhenHearingChangesHands() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    Background<Boolean> echo =
        Background.start(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                write(link, read(link, 1));
                if (i % 100 == 99) {
                  link.stepAside();
                }
              }
              return true;
            });
    for (int i = 0; i < ROUNDS; i++) {
      if (i % 200 == 0) {
        LockSupport.parkNanos(10_000_000L + i * 10_000L);
      }
      stream.write(new byte[] {(byte) i});
      assertArrayEquals(new byte[] {(byte) i}, stream.read(1));
    }
    echo.await();
  }

  @Test
  void streamsWhoseThreadsAllWaitAreServed() {
    List<Link> links = new ArrayList<>();
    List<GuestStream> streams = new ArrayList<>();
    List<Background<Boolean>> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      streams.add(GuestStream.connect(played.guest, 5000 + i));
      links.add(accepted(streams.get(i)));
    }
    for (Link link : links) {
      readers.add(
          Background.start(
              () -> {
                for (int i = 0; i < 100; i++) {
                  readOne(link);
                }
                return true;
              }));
    }
    for (int i = 0; i < 100; i++) {
      for (GuestStream stream : streams) {
        stream.write(new byte[] {(byte) i});
      }
    }
    readers.forEach(Background::await);
  }

  /**
   * Reads of every size, by a thread that hears: what comes fits, is split, or waits in the ring.
   */
  @Test
  void bytesKeepTheirOrderWhereverTheyWait() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    byte[] sent = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(sent);
    Background<byte[]> reading =
        Background.start(
            () -> {
              SplittableRandom random = new SplittableRandom(2);
              byte[] read = new byte[sent.length];
              try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(300_000);
                for (int at = 0; at < read.length; ) {
                  int most = Math.min(read.length - at, 1 + random.nextInt(300_000));
                  int size = random.nextInt(3) == 0 ? Math.min(most, 16) : most;
                  int count = (int) link.read(memory.asSlice(0, size));
                  MemorySegment.copy(memory, JAVA_BYTE, 0, read, at, count);
                  at += count;
                }
              }
              return read;
            });
    stream.write(sent);
    assertArrayEquals(sent, reading.await());
  }

  /** Memory that the session has given up, while its thread waits for bytes to go there. */
  @Test
  void aClosedDestinationIsTheReadersAffairAlone() {
    GuestStream stream = GuestStream.connect(played.guest, 5000);
    Link link = accepted(stream);
    Arena arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(1000);
    Background<String> reading =
        Background.start(
            () -> {
              try {
                return "read " + link.read(memory);
              } catch (IllegalStateException closed) {
                return "closed";
              }
            });
    LockSupport.parkNanos(3_000_000);
    arena.close();
    stream.write(new byte[100]);
    assertEquals("closed", reading.await());
    // The device goes on, and so does the stream.
    assertArrayEquals(new byte[100], read(link, 100));
  }
}
