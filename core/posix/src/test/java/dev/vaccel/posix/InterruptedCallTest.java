package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A signal makes a blocked call return early: with EINTR, or with a part of the bytes. The JDK's
 * channels install a handler that does nothing for one real-time signal; it is borrowed here.
 */
final class InterruptedCallTest {
  /** SIGRTMAX - 2, what sun.nio.ch.NativeThread wakes threads with. */
  private static final int SIGNAL = 62;

  private static final long LONG_NS = 60_000_000_000L;
  private static final int SIGNALS = 20;
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Arena arena = Arena.ofShared();
  private final Endpoint endpoint = new Endpoint.UnixAbstract("eintr-" + UUID.randomUUID());
  private ListeningSocket listener;
  private StreamSocket client;
  private StreamSocket server;

  @BeforeAll
  static void needsTheHandler() throws Exception {
    Class.forName("sun.nio.ch.NativeThread", true, null);
    String caught =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigCgt:"))
            .findFirst()
            .orElse("SigCgt: 0");
    long mask = Long.parseUnsignedLong(caught.substring(7).strip(), 16);
    boolean installed = (mask >>> (SIGNAL - 1) & 1) != 0;
    Prerequisites.require(installed, "this JDK installs no handler for signal " + SIGNAL);
  }

  @BeforeEach
  void open() throws Exception {
    listener = ListeningSocket.bind(endpoint);
    listener.listen();
    client = StreamSocket.connect(endpoint, LONG_NS);
    server = listener.accept();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    listener.close();
    arena.close();
  }

  /** Work on a thread of its own, which signals can be sent to. */
  private static final class Work<T> extends FutureTask<T> {
    private final Thread thread;

    Work(Callable<T> work) {
      super(work);
      thread = Thread.ofPlatform().daemon().name("eintr-" + NAMES.incrementAndGet()).start(this);
    }

    void interrupt(String inMethod) throws IOException {
      BlockedThread.await(thread, inMethod);
      signal(thread.getName());
    }
  }

  @SuppressWarnings("restricted") // A call that only this test needs.
  private static void signal(String threadName) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      List<Path> named = tasks.filter(task -> isNamed(task, threadName)).toList();
      assertEquals(1, named.size());
      int thread = Integer.parseInt(named.getFirst().getFileName().toString());
      Linker linker = Linker.nativeLinker();
      MethodHandle tgkill =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("tgkill"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
      int process = (int) ProcessHandle.current().pid();
      assertEquals(0, (int) tgkill.invokeExact(process, thread, SIGNAL));
    } catch (IOException | RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isNamed(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(name);
    } catch (IOException ended) {
      return false;
    }
  }

  @Test
  void readsOn() throws Exception {
    MemorySegment one = arena.allocate(1);
    Work<Long> reading = new Work<>(() -> server.reader().read(one));
    for (int i = 0; i < SIGNALS; i++) {
      reading.interrupt("recv");
    }
    client.writer().write(new MemorySegment[] {arena.allocate(1).fill((byte) 9)}, 1);
    assertEquals(1, Deadline.get("read", reading));
    assertEquals(9, one.get(JAVA_BYTE, 0));
  }

  @Test
  void waitsOn() throws Exception {
    Work<Boolean> waiting = new Work<>(() -> server.reader().awaitReadable(-1));
    Work<Boolean> timed = new Work<>(() -> client.reader().awaitReadable(LONG_NS));
    for (int i = 0; i < SIGNALS; i++) {
      waiting.interrupt("ppollOne");
      timed.interrupt("ppollOne");
    }
    assertFalse(waiting.isDone() || timed.isDone());
    MemorySegment[] byteEach = {arena.allocate(1)};
    client.writer().write(byteEach, 1);
    server.writer().write(byteEach, 1);
    assertTrue(Deadline.get("wait", waiting));
    assertTrue(Deadline.get("timed wait", timed));
  }

  @Test
  void acceptsOn() throws Exception {
    Work<StreamSocket> accepting = new Work<>(() -> listener.accept());
    for (int i = 0; i < SIGNALS; i++) {
      accepting.interrupt("ppoll");
    }
    StreamSocket.connect(endpoint, LONG_NS).close();
    Deadline.get("accept", accepting).close();
  }

  @Test
  void writesOnWithTheRightPart() throws Exception {
    // More than the buffers hold, in parts that end nowhere near where the kernel stops.
    int parts = 40;
    long partBytes = 300_007;
    MemorySegment source = arena.allocate(parts * partBytes);
    for (long i = 0; i + 8 <= source.byteSize(); i += 8) {
      source.set(JAVA_LONG_UNALIGNED, i, i * 0x9E3779B97F4A7C15L);
    }
    MemorySegment[] gathered = new MemorySegment[parts + 1];
    for (int i = 0; i < parts; i++) {
      gathered[i] = source.asSlice(i * partBytes, partBytes);
    }
    gathered[parts] = source;
    Work<Void> writing =
        new Work<>(
            () -> {
              client.writer().write(gathered, parts);
              client.writer().write(new MemorySegment[] {source}, 1);
              return null;
            });
    MemorySegment received = arena.allocate(2 * source.byteSize());
    long at = 0;
    for (int i = 0; i < SIGNALS; i++) {
      writing.interrupt("write");
      at = readUpTo(received, at, at + received.byteSize() / (SIGNALS + 10));
    }
    readUpTo(received, at, received.byteSize());
    Deadline.get("write", writing);
    assertEquals(-1, source.mismatch(received.asSlice(0, source.byteSize())), "gathered");
    assertEquals(-1, source.mismatch(received.asSlice(source.byteSize())), "one part");
  }

  private long readUpTo(MemorySegment received, long from, long to) throws Exception {
    long at = from;
    while (at < to) {
      long read = server.reader().read(received.asSlice(at, to - at));
      assertTrue(read > 0, "the stream ended early");
      at += read;
    }
    return at;
  }
}
