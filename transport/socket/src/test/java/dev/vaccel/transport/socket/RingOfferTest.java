package dev.vaccel.transport.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the accepting side makes of the first bytes of a link, and of offers that are none. */
class RingOfferTest {
  private static final int MAGIC = 0x474e_5256;
  private static final int CAPACITY = 4096;
  private static final long MEMORY = 4096 + 2 * CAPACITY;
  private static final int TAKEN = 0;
  private static final int REFUSED = 1;

  @TempDir Path directory;
  private final SocketTransportProvider provider = new SocketTransportProvider();
  private final Arena arena = Arena.ofAuto();
  private Address address;
  private Listener listener;

  @BeforeEach
  void start() {
    address = Address.parse("unix://" + directory.resolve("agent.sock"));
    listener = provider.listen(address, LinkOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  private StreamSocket connect() throws Exception {
    return StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos());
  }

  private MemorySegment offer(int magic, int version, int capacity) {
    MemorySegment offer = arena.allocate(16);
    offer.set(JAVA_INT_UNALIGNED, 0, magic);
    offer.set(JAVA_SHORT_UNALIGNED, 4, (short) version);
    offer.set(JAVA_INT_UNALIGNED, 8, capacity);
    return offer;
  }

  private static SharedMemory memory(long bytes) throws Exception {
    return SharedMemory.create("rings", bytes);
  }

  private static void send(StreamSocket peer, MemorySegment offer, @Nullable SharedMemory memory)
      throws Exception {
    if (memory == null) {
      peer.writer().write(new MemorySegment[] {offer}, 1);
    } else {
      assertEquals(offer.byteSize(), peer.descriptors().send(offer, memory.fd()));
      memory.close();
    }
  }

  private MemorySegment bytes(String text) {
    return arena.allocateFrom(text).asSlice(0, text.length());
  }

  private static void write(StreamSocket peer, MemorySegment bytes) throws Exception {
    peer.writer().write(new MemorySegment[] {bytes}, 1);
  }

  private String read(Link link, int most) {
    MemorySegment part = arena.allocate(most);
    int read = (int) link.read(part);
    return read < 0
        ? "end"
        : new String(part.asSlice(0, read).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private int answer(StreamSocket peer) throws Exception {
    MemorySegment answer = arena.allocate(8);
    assertEquals(8, peer.reader().read(answer));
    assertEquals(MAGIC, answer.get(JAVA_INT_UNALIGNED, 0));
    return answer.get(JAVA_SHORT_UNALIGNED, 6);
  }

  /** An offer that cannot be taken is refused, and the link goes on without rings. */
  private void refused(MemorySegment offer, @Nullable SharedMemory memory) throws Exception {
    try (StreamSocket peer = connect()) {
      send(peer, offer, memory);
      write(peer, bytes("plain"));
      try (Link link = listener.accept()) {
        assertEquals("pla", read(link, 3));
        assertEquals("in", read(link, 3));
        assertEquals(REFUSED, answer(peer));
        link.write(new MemorySegment[] {bytes("too")}, 1);
        MemorySegment got = arena.allocate(3);
        assertEquals(3, peer.reader().read(got));
        assertArrayEquals(bytes("too").toArray(JAVA_BYTE), got.toArray(JAVA_BYTE));
      }
    }
  }

  @Test
  void offersThatCannotBeTakenAreRefused() throws Exception {
    refused(offer(MAGIC, 7, CAPACITY), memory(MEMORY));
    for (int capacity : new int[] {0, -1, 1, 5000, 1 << 30, Integer.MIN_VALUE}) {
      refused(offer(MAGIC, 1, capacity), memory(MEMORY));
    }
    refused(offer(MAGIC, 1, CAPACITY), null);
    refused(offer(MAGIC, 1, CAPACITY), memory(MEMORY - 1));
  }

  @Test
  void aListenerWithoutRingsRefusesThem() throws Exception {
    listener.close();
    listener = provider.listen(address, LinkOptions.DEFAULT.withoutRings());
    refused(offer(MAGIC, 1, CAPACITY), memory(MEMORY));
  }

  @Test
  void firstBytesThatAreNoOfferAreWhatTheyAre() throws Exception {
    try (StreamSocket peer = connect();
        Link link = listener.accept()) {
      assertEquals(false, link.awaitReadable(0));
      write(peer, bytes("VR"));
      assertEquals(false, link.awaitReadable(0), "it may become an offer");
      write(peer, bytes("N?xyz"));
      assertTrue(link.awaitReadable(-1));
      assertEquals("V", read(link, 1));
      assertTrue(link.awaitReadable(0));
      assertEquals("RN?xyz", read(link, 10));
    }
  }

  @Test
  void aPeerThatEndsBeforeItIsKnownWhatItWantsHasEnded() throws Exception {
    try (Link link = endedAfter(bytes("VRN"))) {
      assertEquals("VRN", read(link, 10));
      assertEquals("end", read(link, 10));
    }
    try (Link link = endedAfter(offer(MAGIC, 1, CAPACITY).asSlice(0, 9))) {
      assertEquals(9, link.read(arena.allocate(20)));
      assertEquals("end", read(link, 10));
    }
  }

  private Link endedAfter(MemorySegment bytes) throws Exception {
    try (StreamSocket peer = connect()) {
      write(peer, bytes);
      return listener.accept();
    }
  }

  /** What was written went over the socket: rings would come too late. */
  @Test
  void noRingsAreTakenOnceSomethingWasWritten() throws Exception {
    try (StreamSocket peer = connect();
        Link link = listener.accept()) {
      link.write(new MemorySegment[] {bytes("bye")}, 1);
      MemorySegment got = arena.allocate(3);
      assertEquals(3, peer.reader().read(got));
      send(peer, offer(MAGIC, 1, CAPACITY), memory(MEMORY));
      write(peer, bytes("plain"));
      assertEquals("plain", read(link, 10));
      assertEquals(REFUSED, answer(peer));
    }
  }

  @Test
  void aLinkThatIsClosedWhileItWaitsForAnOfferEnds() throws Exception {
    try (StreamSocket peer = connect()) {
      Link link = listener.accept();
      Background<Long> reading = Background.start(() -> link.read(arena.allocate(1)));
      link.close();
      assertEquals(-1L, reading.await());
      assertEquals(-1, link.read(arena.allocate(1)));
      assertEquals(peer, peer);
    }
  }

  @Test
  void aPeerThatBreaksARingLosesItsLinkAlone() throws Exception {
    try (StreamSocket peer = connect();
        SharedMemory memory = memory(MEMORY)) {
      assertEquals(16, peer.descriptors().send(offer(MAGIC, 1, CAPACITY), memory.fd()));
      try (Link link = listener.accept()) {
        assertEquals(UnixPathLinkTest.me(), link.peer());
        memory.segment().set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1L << 40);
        TransportException broken =
            assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
        assertTrue(
            String.valueOf(broken.getMessage()).contains("broke a ring"), broken::getMessage);
        assertEquals(TAKEN, answer(peer));
      }
    }
    try (Link client = provider.connect(address, LinkOptions.DEFAULT.withoutRings());
        Link link = listener.accept()) {
      client.write(new MemorySegment[] {bytes("next")}, 1);
      assertEquals("next", read(link, 10));
    }
  }

  @Test
  void ringsCannotBeAskedForWhereTheyAreSwitchedOff() {
    Address rings = Address.parse("shm+unix:///x.sock");
    LinkOptions options = LinkOptions.DEFAULT.withoutRings();
    for (Executable asking :
        new Executable[] {
          () -> provider.listen(rings, options), () -> provider.connect(rings, options)
        }) {
      ConfigException refused = assertThrows(ConfigException.class, asking);
      assertEquals(ErrorCode.INVALID_CONFIG, refused.code());
      assertTrue(
          String.valueOf(refused.getMessage()).contains("use unix:///x.sock"), refused::getMessage);
    }
  }
}
