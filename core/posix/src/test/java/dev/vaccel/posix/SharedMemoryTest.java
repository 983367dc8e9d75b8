package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that passes from one side of a unix socket to the other. */
final class SharedMemoryTest {
  private static final long LONG_NS = 60_000_000_000L;
  private static final long SIZE = 3 * 4096;

  private final Arena arena = Arena.ofShared();
  private ListeningSocket listener;
  private StreamSocket client;
  private StreamSocket server;
  private DescriptorChannel sending;
  private DescriptorChannel receiving;
  private MemorySegment part;

  @BeforeEach
  void connect() throws Exception {
    Endpoint endpoint = new Endpoint.UnixAbstract("memory-test-" + UUID.randomUUID());
    listener = ListeningSocket.bind(endpoint);
    listener.listen();
    client = StreamSocket.connect(endpoint, LONG_NS);
    server = listener.accept();
    sending = client.descriptors();
    receiving = server.descriptors();
    part = arena.allocate(64);
  }

  @AfterEach
  void close() {
    receiving.close();
    client.close();
    server.close();
    listener.close();
    arena.close();
  }

  private OwnedFd pass(OwnedFd fd) throws SystemCallException {
    assertEquals(8, sending.send(part.asSlice(0, 8), fd));
    assertEquals(8, receiving.read(part));
    OwnedFd received = receiving.takeReceived();
    assertNotNull(received);
    return received;
  }

  @Test
  void bothSidesSeeTheSameBytes() throws Exception {
    try (SharedMemory ours = SharedMemory.create("test", SIZE);
        SharedMemory theirs = SharedMemory.adopt(pass(ours.fd()), SIZE)) {
      assertEquals(SIZE, ours.segment().byteSize());
      assertEquals(0, theirs.segment().get(JAVA_LONG, SIZE - 8));
      ours.segment().set(JAVA_LONG, SIZE - 8, 42);
      assertEquals(42, theirs.segment().get(JAVA_LONG, SIZE - 8));
      theirs.segment().set(JAVA_LONG, 0, 7);
      assertEquals(7, ours.segment().get(JAVA_LONG, 0));
    }
  }

  @Test
  void refusesAnotherSizeThanThePeerSaid() throws Exception {
    try (SharedMemory ours = SharedMemory.create("test", SIZE)) {
      OwnedFd received = pass(ours.fd());
      SystemCallException failure =
          assertThrows(SystemCallException.class, () -> SharedMemory.adopt(received, SIZE + 4096));
      assertEquals(Errno.EINVAL, failure.number());
      assertTrue(failure.toString().contains(SIZE + " bytes"), failure.toString());
      assertTrue(received.isClosed());
    }
  }

  @Test
  void refusesMemoryThatItsOwnerCouldCut() throws Exception {
    MemorySegment errno = new CallState(arena).segment;
    int number =
        MemoryBindings.memfdCreate(
            errno, arena.allocateFrom("cut").address(), LinuxConstants.MFD_ALLOW_SEALING);
    assertEquals(0, MemoryBindings.ftruncate(errno, number, SIZE));
    OwnedFd unsealed = OwnedFd.of(number, "unsealed");
    OwnedFd received = pass(unsealed);
    assertThrows(SystemCallException.class, () -> SharedMemory.adopt(received, SIZE));
    assertTrue(received.isClosed());
    unsealed.close();
  }

  @Test
  void refusesWhatIsNoMemory() throws Exception {
    MemorySegment errno = new CallState(arena).segment;
    int number = PosixBindings.socket(errno, LinuxConstants.AF_UNIX, stream(), 0);
    OwnedFd socket = OwnedFd.of(number, "socket");
    OwnedFd received = pass(socket);
    assertThrows(SystemCallException.class, () -> SharedMemory.adopt(received, SIZE));
    assertTrue(received.isClosed());
    socket.close();
  }

  private static int stream() {
    return LinuxConstants.SOCK_STREAM | LinuxConstants.SOCK_CLOEXEC;
  }

  @Test
  void nobodyCanChangeTheSize() throws Exception {
    try (SharedMemory memory = SharedMemory.create("test", SIZE)) {
      MemorySegment errno = new CallState(arena).segment;
      assertEquals(-1, MemoryBindings.ftruncate(errno, memory.fd().number(), 0));
      assertEquals(-1, MemoryBindings.ftruncate(errno, memory.fd().number(), 2 * SIZE));
    }
  }

  @Test
  void keepsOneOfManyDescriptorsAndClosesTheOthers() throws Exception {
    try (SharedMemory memory = SharedMemory.create("test", SIZE)) {
      long before = openDescriptors();
      for (int i = 0; i < 50; i++) {
        assertEquals(8, sending.send(part.asSlice(0, 8), memory.fd()));
        assertEquals(8, receiving.read(part));
      }
      assertEquals(before + 1, openDescriptors());
      receiving.close();
      assertEquals(before, openDescriptors());
      assertNull(receiving.takeReceived());
    }
  }

  @Test
  void bytesWithoutDescriptorBringNone() throws Exception {
    part.set(JAVA_BYTE, 0, (byte) 9);
    client.writer().write(new MemorySegment[] {part}, 1);
    MemorySegment target = arena.allocate(64);
    assertEquals(64, receiving.read(target));
    assertEquals(9, target.get(JAVA_BYTE, 0));
    assertNull(receiving.takeReceived());
    client.close();
    assertEquals(-1, receiving.read(target));
  }

  @Test
  void anOrdinaryReaderLetsTheKernelCloseWhatComesAlong() throws Exception {
    try (SharedMemory memory = SharedMemory.create("test", SIZE)) {
      long before = openDescriptors();
      assertEquals(8, sending.send(part.asSlice(0, 8), memory.fd()));
      assertEquals(8, server.reader().read(part));
      assertEquals(before, openDescriptors());
    }
  }

  @Test
  void closingTwiceIsFineAndUseAfterwardsFails() throws Exception {
    SharedMemory memory = SharedMemory.create("test", SIZE);
    MemorySegment segment = memory.segment();
    memory.close();
    memory.close();
    assertFalse(segment.scope().isAlive());
    assertThrows(SystemCallException.class, () -> sending.send(part, memory.fd()));
  }

  @Test
  void saysWhyThereIsNoMemory() {
    SystemCallException failure =
        assertThrows(SystemCallException.class, () -> SharedMemory.create("huge", Long.MAX_VALUE));
    assertTrue(failure.toString().contains(Long.toString(Long.MAX_VALUE)), failure.toString());
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
