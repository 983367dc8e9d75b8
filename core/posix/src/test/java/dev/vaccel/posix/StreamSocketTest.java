package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Allocation;
import dev.vaccel.testing.Deadline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StreamSocketTest {
  private static final long LONG_NS = 60_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final Endpoint endpoint = new Endpoint.UnixAbstract("posix-test-" + UUID.randomUUID());
  private ListeningSocket listener;

  @BeforeEach
  void listen() throws Exception {
    listener = ListeningSocket.bind(endpoint);
    listener.listen();
  }

  @AfterEach
  void close() {
    listener.close();
    arena.close();
  }

  @Test
  void tellsWhoIsOnTheOtherSide() throws Exception {
    try (StreamSocket client = StreamSocket.connect(endpoint, LONG_NS);
        StreamSocket server = listener.accept()) {
      PeerCredentials peer = server.peerCredentials();
      assertEquals(ProcessHandle.current().pid(), peer.pid());
      assertEquals(peer, client.peerCredentials());
      Path self = Path.of("/proc/self");
      assertEquals(((Number) Files.getAttribute(self, "unix:uid")).longValue(), peer.uid());
      assertEquals(((Number) Files.getAttribute(self, "unix:gid")).longValue(), peer.gid());
      assertEquals(endpoint, client.peer());
      assertEquals(new Endpoint.UnixUnnamed(), server.peer());
    }
  }

  @Test
  void setsOptions() throws Exception {
    try (ListeningSocket tcp =
        ListeningSocket.bind(new Endpoint.Inet(InetAddress.ofLiteral("127.0.0.1"), 0))) {
      tcp.listen();
      try (StreamSocket client = StreamSocket.connect(tcp.localEndpoint(), LONG_NS)) {
        assertEquals(0, client.option(SocketOption.TCP_NODELAY));
        client.setOption(SocketOption.TCP_NODELAY, 1);
        assertEquals(1, client.option(SocketOption.TCP_NODELAY));
        client.setOption(SocketOption.SO_RCVBUF, 100_000);
        assertEquals(200_000, client.option(SocketOption.SO_RCVBUF), "the kernel doubles it");
      }
    }
  }

  @Test
  void namesCallObjectAndErrorNumber() {
    Endpoint nobody = new Endpoint.UnixPath("/nonexistent/agent.sock");
    SystemCallException failure =
        assertThrows(SystemCallException.class, () -> StreamSocket.connect(nobody, LONG_NS));
    assertEquals("connect on /nonexistent/agent.sock: ENOENT (2)", failure.getMessage());
    assertEquals(Errno.ENOENT, failure.number());
    assertEquals("connect", failure.call());
  }

  @Test
  void givesUpConnectingWhenTheTimeIsOver() throws Exception {
    Endpoint full = new Endpoint.UnixAbstract("full " + endpoint);
    try (ListeningSocket busy = ListeningSocket.bind(full)) {
      busy.listen(0);
      try (StreamSocket first = StreamSocket.connect(full, 0)) {
        assertEquals(full, first.peer(), "what comes without waiting is taken");
        SystemCallException failure =
            assertThrows(SystemCallException.class, () -> StreamSocket.connect(full, 1_000_000));
        assertEquals(Errno.ETIMEDOUT, failure.number());
      }
    }
  }

  @Test
  void refusesMemoryThatTheKernelCannotUse() throws Exception {
    try (StreamSocket client = StreamSocket.connect(endpoint, LONG_NS)) {
      MemorySegment heap = MemorySegment.ofArray(new byte[8]);
      MemorySegment closed;
      try (Arena brief = Arena.ofConfined()) {
        closed = brief.allocate(8);
      }
      MemorySegment good = arena.allocate(8);
      SocketWriter writer = client.writer();
      for (MemorySegment bad : new MemorySegment[] {heap, closed}) {
        assertThrows(
            IllegalArgumentException.class, () -> writer.write(new MemorySegment[] {bad}, 1));
        assertThrows(
            IllegalArgumentException.class, () -> writer.write(new MemorySegment[] {good, bad}, 2));
      }
      assertThrows(IllegalArgumentException.class, () -> client.reader().read(heap));
      assertThrows(IllegalArgumentException.class, () -> client.reader().read(good.asSlice(0, 0)));
      assertThrows(
          IndexOutOfBoundsException.class, () -> writer.write(new MemorySegment[] {good}, 2));
    }
  }

  @Test
  void doesNotBlockWhenAskedNotTo() throws Exception {
    try (StreamSocket client = StreamSocket.connect(endpoint, LONG_NS);
        StreamSocket server = listener.accept()) {
      MemorySegment block = arena.allocate(1 << 16);
      assertEquals(0, client.reader().readNow(block), "nothing there");
      while (client.writer().writeNow(block) > 0) {
        // Until the buffer is full.
      }
      assertTrue(server.reader().readNow(block) > 0);
      client.shutdown();
      while (server.reader().read(block) > 0) {
        // Until the end.
      }
      assertEquals(-1, server.reader().readNow(block));
    }
  }

  @Test
  void allocatesNothingForEachReadAndWrite() throws Exception {
    try (StreamSocket client = StreamSocket.connect(endpoint, LONG_NS);
        StreamSocket server = listener.accept()) {
      MemorySegment[] parts = {arena.allocate(16), arena.allocate(48)};
      MemorySegment[] onePart = {arena.allocate(64)};
      MemorySegment destination = arena.allocate(128);
      // What is not compiled yet allocates: a slow machine takes more batches until it is.
      Deadline.await(
          "a batch of round trips allocates nothing",
          () -> {
            long before = Allocation.bytesOfThisThread();
            for (int i = 0; i < 1000; i++) {
              roundTrip(client, server, parts, onePart, destination);
            }
            return Allocation.bytesOfThisThread() == before;
          });
    }
  }

  private static void roundTrip(
      StreamSocket client,
      StreamSocket server,
      MemorySegment[] parts,
      MemorySegment[] onePart,
      MemorySegment destination) {
    try {
      client.writer().write(parts, 2);
      server.reader().awaitReadable(-1);
      server.reader().read(destination);
      server.writer().write(onePart, 1);
      client.reader().awaitReadable(LONG_NS);
      client.reader().read(destination);
    } catch (SystemCallException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void leavesNoDescriptorOpen() throws Exception {
    long before = openDescriptors();
    MemorySegment one = arena.allocate(1);
    for (int i = 0; i < 200; i++) {
      try (StreamSocket client = StreamSocket.connect(endpoint, LONG_NS);
          StreamSocket server = listener.accept()) {
        client.writer().write(new MemorySegment[] {one.fill((byte) 5)}, 1);
        assertEquals(1, server.reader().read(one.fill((byte) 0)));
        assertEquals(5, one.get(JAVA_BYTE, 0));
      }
      assertThrows(
          SystemCallException.class,
          () -> StreamSocket.connect(new Endpoint.UnixAbstract("nobody " + endpoint), LONG_NS));
      assertThrows(SystemCallException.class, () -> ListeningSocket.bind(endpoint));
    }
    assertTrue(openDescriptors() <= before + 5, () -> before + " grew");
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
