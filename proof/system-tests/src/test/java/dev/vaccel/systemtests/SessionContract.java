package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.testing.Deadline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session must do over any carrier: bulk, resources, its end; and {@link SessionCalls}. */
abstract class SessionContract extends SessionCalls {
  @Test
  void echoesEverySizeAroundTheLimits() {
    SplittableRandom random = new SplittableRandom(17);
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      for (long size :
          new long[] {
            0,
            1,
            7,
            8,
            63,
            64,
            65,
            4096,
            16383,
            16384,
            16385,
            65536,
            262143,
            262144,
            262145,
            1 << 20,
            (1 << 20) + 1,
            5_000_003
          }) {
        byte[] bytes = new byte[(int) size];
        random.nextBytes(bytes);
        MemorySegment nativeIn = arena.allocate(Math.max(1, size), 8).asSlice(0, size);
        MemorySegment.copy(bytes, 0, nativeIn, ValueLayout.JAVA_BYTE, 0, bytes.length);
        MemorySegment nativeOut = arena.allocate(size + 3, 8);
        noop.echo(nativeIn, nativeOut);
        assertArrayEquals(
            bytes, nativeOut.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE), "native " + size);
        byte[] heapOut = new byte[(int) size];
        noop.echo(MemorySegment.ofArray(bytes), MemorySegment.ofArray(heapOut));
        assertArrayEquals(bytes, heapOut, "heap " + size);
      }
    }
  }

  /** As much as a carrier can be asked to move in a few seconds. */
  long largestBytes() {
    return 1L << 30;
  }

  @Test
  void carriesALotEachWay() {
    long size = largestBytes();
    try (Session session = client.openSession();
        Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(size, 64);
      MemorySegment out = arena.allocate(size, 64);
      for (long i = 0; i < size; i += 4096) {
        in.set(ValueLayout.JAVA_LONG, i, i * 31 + 7);
      }
      session.api(NoopApi.class).echo(in, out);
      assertEquals(-1, in.mismatch(out));
    }
  }

  @Test
  void smallCallsPassABigOne() throws Exception {
    long size = 256L << 20;
    try (Session big = client.openSession();
        Session small = client.openSession();
        Arena arena = Arena.ofShared()) {
      MemorySegment in = arena.allocate(size, 64);
      MemorySegment out = arena.allocate(size, 64);
      CompletableFuture<Void> transfer =
          CompletableFuture.runAsync(() -> big.api(NoopApi.class).echo(in, out));
      Deadline.await("big call on its way", () -> agent.status().bulkBytes() > 0);
      int passed = 0;
      while (!transfer.isDone()) {
        small.api(NoopApi.class).noop();
        passed++;
      }
      transfer.get(60, java.util.concurrent.TimeUnit.SECONDS);
      // Each of the call's hundreds of chunks leaves room for one; that some pass is what counts.
      assertTrue(passed > 3, passed + " small calls were answered during a big one");
    }
  }

  @Test
  void uploadsAModelOnceForAllSessions() throws IOException {
    Path root = directory.resolve("model");
    Path tree = Files.createDirectories(root.resolve("variables"));
    byte[] content = new byte[9_000_001];
    new SplittableRandom(3).nextBytes(content);
    Files.write(root.resolve("saved.pb"), content);
    Files.write(tree.resolve("data"), new byte[] {1, 2, 3});
    Files.write(tree.resolve("empty"), new byte[0]);
    long[] sent = new long[2];
    try (RemoteAgent other = connect();
        Session first = client.openSession();
        Session second = other.openSession()) {
      ResourceId id = first.register(root, (done, _) -> sent[0] = done);
      assertEquals(id, second.register(root, (done, _) -> sent[1] = done));
      assertEquals(id, first.register(root));
    }
    assertEquals(content.length + 3, sent[0]);
    assertEquals(0, sent[1]);
    assertEquals(content.length + 3, agent.status().storeBytes());
  }

  @Test
  void everythingIsFreedWhenTheConnectionDrops() {
    RemoteAgent other = connect();
    other.openSession();
    other.openSession();
    assertEquals(2, agent.status().sessions());
    other.close();
    Deadline.await(
        "sessions freed", () -> agent.status().sessions() == 0 && agent.status().bulkBytes() == 0);
  }

  @Test
  void callsAfterCloseSayThatTheSessionIsClosed() {
    Session session = client.openSession();
    NoopApi noop = session.api(NoopApi.class);
    noop.noop();
    session.close();
    session.close();
    ResourceException failure = assertThrows(ResourceException.class, noop::noop);
    assertEquals(ErrorCode.CLOSED, failure.code());
  }

  @Test
  void anAgentThatGoesAwayFailsTheCallAndTheNextOneSaysSo() {
    Session session = client.openSession();
    NoopApi noop = session.api(NoopApi.class);
    noop.noop();
    agent.close();
    assertThrows(dev.vaccel.api.TransportException.class, noop::noop);
    assertThrows(dev.vaccel.api.TransportException.class, noop::noop);
    session.close();
  }
}
