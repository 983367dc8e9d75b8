package dev.vaccel.transport.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before bytes go through rings, by sides that do not keep to it. */
class RingOfferTest {
  private static final int CAPACITY = 4096;
  private static final long MEMORY = 4096 + 2 * CAPACITY;

  @TempDir Path directory;
  private final SocketTransportProvider provider = new SocketTransportProvider();
  private final Arena arena = Arena.ofAuto();
  private Address address;
  private Listener listener;

  @BeforeEach
  void start() {
    address = Address.parse("shm+unix://" + directory.resolve("agent.sock"));
    listener = provider.listen(address, LinkOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  private MemorySegment offer(int magic, int version, int capacity) {
    MemorySegment offer = arena.allocate(16);
    offer.set(JAVA_INT_UNALIGNED, 0, magic);
    offer.set(JAVA_SHORT_UNALIGNED, 4, (short) version);
    offer.set(JAVA_INT_UNALIGNED, 8, capacity);
    return offer;
  }

  /** What the accepting side says of an offer, which it answers with a refusal. */
  private String refusal(MemorySegment offer, @Nullable SharedMemory memory) throws Exception {
    try (StreamSocket peer =
        StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos())) {
      if (memory == null) {
        peer.writer().write(new MemorySegment[] {offer}, 1);
      } else {
        assertEquals(offer.byteSize(), peer.descriptors().send(offer, memory.fd()));
        memory.close();
      }
      try (Link link = listener.accept()) {
        TransportException refused =
            assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
        assertEquals(ErrorCode.CONNECTION_LOST, refused.code());
        assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
        MemorySegment answer = arena.allocate(8);
        assertEquals(8, peer.reader().read(answer));
        assertEquals(1, answer.get(JAVA_SHORT_UNALIGNED, 6), "refused");
        return String.valueOf(refused.getMessage());
      }
    }
  }

  private static SharedMemory memory(long bytes) throws Exception {
    return SharedMemory.create("rings", bytes);
  }

  @Test
  void offersThatAreNoneAreRefusedWithTheReason() throws Exception {
    int magic = 0x474e_5256;
    String said = refusal(offer(0x1234, 1, CAPACITY), memory(MEMORY));
    assertTrue(said.contains("unix://"), said);
    said = refusal(offer(magic, 7, CAPACITY), memory(MEMORY));
    assertTrue(said.contains("version 7"), said);
    for (int capacity : new int[] {0, -1, 1, 5000, 1 << 30, Integer.MIN_VALUE}) {
      said = refusal(offer(magic, 1, capacity), memory(MEMORY));
      assertTrue(said.contains(Integer.toUnsignedString(capacity) + " bytes"), said);
    }
    said = refusal(offer(magic, 1, CAPACITY), null);
    assertTrue(said.contains("no memory came along"), said);
    said = refusal(offer(magic, 1, CAPACITY), memory(MEMORY - 1));
    assertTrue(said.contains("memfd of exactly that size"), said);
  }

  @Test
  void anOfferThatStopsIsTheEnd() throws Exception {
    StreamSocket peer = StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos());
    peer.writer().write(new MemorySegment[] {arena.allocate(3)}, 1);
    try (Link link = listener.accept()) {
      Background<String> reading =
          Background.start(
              () ->
                  String.valueOf(
                      assertThrows(TransportException.class, () -> link.read(arena.allocate(1)))
                          .getMessage()));
      peer.close();
      assertTrue(reading.await().contains("left"), "it says so");
    }
  }

  @Test
  void aLinkThatIsClosedWhileItWaitsForAnOfferEnds() throws Exception {
    try (StreamSocket peer =
        StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos())) {
      Link link = listener.accept();
      Background<Long> reading = Background.start(() -> link.read(arena.allocate(1)));
      link.close();
      assertEquals(-1L, reading.await());
      assertEquals(peer, peer);
    }
  }

  @Test
  void aPeerThatDoesNotAnswerIsUnreachable() {
    Duration limit = Duration.ofMillis(200);
    TransportException silent =
        assertThrows(
            TransportException.class,
            () -> provider.connect(address, LinkOptions.DEFAULT.withConnectTimeout(limit)));
    assertEquals(ErrorCode.UNREACHABLE, silent.code());
    assertTrue(String.valueOf(silent.getMessage()).contains("shm+unix://"), silent::getMessage);
  }

  @Test
  void aPeerThatBreaksARingLosesItsLinkAlone() throws Exception {
    try (StreamSocket peer =
            StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos());
        SharedMemory memory = memory(MEMORY)) {
      assertEquals(16, peer.descriptors().send(offer(0x474e_5256, 1, CAPACITY), memory.fd()));
      try (Link link = listener.accept()) {
        assertEquals(UnixPathLinkTest.me(), link.peer());
        memory.segment().set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1L << 40);
        TransportException broken =
            assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
        assertTrue(
            String.valueOf(broken.getMessage()).contains("broke a ring"), broken::getMessage);
      }
    }
    Background<Link> accepting =
        Background.start(
            () -> {
              Link next = listener.accept();
              next.peer();
              return next;
            });
    provider.connect(address, LinkOptions.DEFAULT).close();
    accepting.await().close();
  }
}
