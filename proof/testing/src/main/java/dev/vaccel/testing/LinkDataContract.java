package dev.vaccel.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.wire.spi.Link;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Part of {@link LinkContract}: bytes arrive, all of them, in order, however they are cut. */
abstract class LinkDataContract extends LinkFixture {
  private static final int MANY_LINKS = 64;
  private static final long GIB = 1L << 30;

  /**
   * What the process may grow by while 1 GiB passes: far below the payload, far above the garbage
   * that a transport may leave for the collector.
   */
  private static final long MAX_GROWTH_BYTES = 256L << 20;

  @Test
  void echoesRandomSizes() throws Exception {
    Pair pair = connect();
    Random random = Seed.random("echoesRandomSizes");
    Work<Long> echo = start(() -> echo(pair.server()));
    byte[] sent = new byte[4 << 20];
    random.nextBytes(sent);
    MemorySegment source = bytes(sent);
    MemorySegment back = memory().allocate(sent.length);
    Work<Void> reading =
        start(
            () -> {
              readFully(pair.client(), back);
              return null;
            });
    long at = 0;
    while (at < sent.length) {
      // Small and large alike: the size's number of bits is uniform.
      long size = Math.min(sent.length - at, 1 + random.nextInt(1 << random.nextInt(1, 19)));
      write(pair.client(), source.asSlice(at, size));
      at += size;
    }
    Deadline.get("everything comes back", reading);
    assertEquals(-1, source.mismatch(back), "first different byte");
    pair.client().close();
    assertEquals(sent.length, Deadline.get("the echo ends", echo));
  }

  /** Sends everything back until the end; returns the number of bytes. */
  private long echo(Link link) {
    MemorySegment buffer = memory().allocate(100_000);
    MemorySegment[] part = new MemorySegment[1];
    long total = 0;
    for (long read = link.read(buffer); read >= 0; read = link.read(buffer)) {
      part[0] = buffer.asSlice(0, read);
      link.write(part, 1);
      total += read;
    }
    return total;
  }

  @Test
  void gathersManyPartsInOrder() throws Exception {
    Pair pair = connect();
    Random random = Seed.random("gathersManyPartsInOrder");
    byte[] sent = new byte[1 << 20];
    random.nextBytes(sent);
    MemorySegment source = bytes(sent);
    MemorySegment received = memory().allocate(sent.length);
    Work<Void> reading =
        start(
            () -> {
              readFully(pair.server(), received);
              return null;
            });
    long at = 0;
    while (at < sent.length) {
      // Beyond what one system call takes (1024), every fourth part empty, more parts than asked.
      int count = 1 + random.nextInt(3000);
      MemorySegment[] parts = new MemorySegment[count + 2];
      for (int i = 0; i < count; i++) {
        long size = i % 4 == 3 ? 0 : Math.min(sent.length - at, random.nextInt(200));
        parts[i] = source.asSlice(at, size);
        at += size;
      }
      parts[count] = source;
      parts[count + 1] = source;
      pair.client().write(parts, count);
    }
    Deadline.get("all parts arrive", reading);
    assertEquals(-1, source.mismatch(received), "first different byte");
  }

  @Test
  void writesPartsLargerThanAnyBuffer() throws Exception {
    Pair pair = connect();
    // Parts that no buffer holds at once, so that the kernel takes them in pieces.
    int parts = 7;
    long partBytes = 3_000_001;
    MemorySegment source = memory().allocate(parts * partBytes);
    for (long i = 0; i + 8 <= source.byteSize(); i += 8) {
      source.set(JAVA_LONG_UNALIGNED, i, i * 0x9E3779B97F4A7C15L);
    }
    MemorySegment[] gathered = new MemorySegment[parts];
    for (int i = 0; i < parts; i++) {
      gathered[i] = source.asSlice(i * partBytes, partBytes);
    }
    MemorySegment received = memory().allocate(source.byteSize());
    Work<Void> writing =
        start(
            () -> {
              pair.client().write(gathered, parts);
              return null;
            });
    readFully(pair.server(), received);
    Deadline.get("the write returns", writing);
    assertEquals(-1, source.mismatch(received), "first different byte");
  }

  @Test
  void writesNothingForEmptyParts() throws Exception {
    Pair pair = connect();
    MemorySegment empty = memory().allocate(1).asSlice(0, 0);
    pair.client().write(new MemorySegment[] {empty, empty}, 2);
    pair.client().write(new MemorySegment[0], 0);
    assertFalse(pair.server().awaitReadable(0), "nothing was written");
    write(pair.client(), bytes((byte) 42));
    MemorySegment received = memory().allocate(10);
    assertEquals(1, pair.server().read(received));
    assertEquals(42, received.get(JAVA_BYTE, 0));
  }

  @Test
  void readsWhatAPeerSendsByteByByte() throws Exception {
    RawPair pair = connectRaw();
    byte[] sent = new byte[300];
    Seed.random("readsWhatAPeerSendsByteByByte").nextBytes(sent);
    Work<Void> writing =
        start(
            () -> {
              for (byte next : sent) {
                pair.peer().write(new byte[] {next});
              }
              return null;
            });
    MemorySegment received = memory().allocate(sent.length);
    readFully(pair.link(), received);
    Deadline.get("the peer has written", writing);
    assertArrayEquals(sent, received.toArray(JAVA_BYTE));
  }

  @Test
  void readsIntoOneByteAtATime() throws Exception {
    Pair pair = connect();
    byte[] sent = new byte[1000];
    Seed.random("readsIntoOneByteAtATime").nextBytes(sent);
    write(pair.client(), bytes(sent));
    MemorySegment received = memory().allocate(sent.length);
    for (int i = 0; i < sent.length; i++) {
      assertEquals(1, pair.server().read(received.asSlice(i, 1)));
    }
    assertArrayEquals(sent, received.toArray(JAVA_BYTE));
  }

  @Test
  void returnsBeforeTheDestinationIsFull() throws Exception {
    Pair pair = connect();
    write(pair.client(), bytes((byte) 1, (byte) 2, (byte) 3));
    MemorySegment large = memory().allocate(1 << 20);
    long read = pair.server().read(large);
    assertTrue(read >= 1 && read <= 3, () -> "read " + read);
  }

  @Test
  void streamsOneGibibyteInConstantMemory() throws Exception {
    Pair pair = connect();
    MemorySegment out = memory().allocate(1 << 20, 64);
    MemorySegment in = memory().allocate(1 << 20, 64);
    byte[] pattern = new byte[1 << 20];
    Seed.random("streamsOneGibibyteInConstantMemory").nextBytes(pattern);
    out.copyFrom(MemorySegment.ofArray(pattern));
    long before = residentBytes();
    Work<Long> writing =
        start(
            () -> {
              CRC32C sum = new CRC32C();
              MemorySegment[] part = {out};
              for (long at = 0; at < GIB; at += out.byteSize()) {
                out.set(JAVA_LONG_UNALIGNED, at >>> 20, at); // No two blocks are the same.
                sum.update(out.asByteBuffer());
                pair.client().write(part, 1);
              }
              return sum.getValue();
            });
    CRC32C sum = new CRC32C();
    long total = 0;
    while (total < GIB) {
      long read = pair.server().read(in);
      assertTrue(read > 0, "the stream ended early");
      sum.update(in.asSlice(0, read).asByteBuffer());
      total += read;
    }
    assertEquals(Deadline.get("all is written", writing), sum.getValue(), "checksum");
    long growth = residentBytes() - before;
    assertTrue(growth < MAX_GROWTH_BYTES, () -> "the process grew by " + growth + " bytes");
  }

  /** Resident memory of this process: statm counts pages of 4 KiB on the machines we run on. */
  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]) * 4096;
  }

  @Test
  void tellsWhetherAReadWouldBlock() throws Exception {
    Pair pair = connect();
    Link link = pair.server();
    assertFalse(link.awaitReadable(0), "nothing there");
    assertFalse(link.awaitReadable(Duration.ofMillis(2).toNanos()), "still nothing there");
    write(pair.client(), bytes((byte) 1, (byte) 2));
    assertTrue(link.awaitReadable(Deadline.LIMIT.toNanos()), "two bytes");
    MemorySegment one = memory().allocate(1);
    assertEquals(1, link.read(one));
    assertTrue(link.awaitReadable(0), "the second byte");
    assertEquals(1, link.read(one));
    assertFalse(link.awaitReadable(0), "all read");
    Work<Boolean> waiting = start(() -> link.awaitReadable(-1));
    BlockedThread.await(waiting.thread(), "awaitReadable");
    write(pair.client(), bytes((byte) 3));
    assertTrue(Deadline.get("the wait ends", waiting));
    assertEquals(1, link.read(one));
    assertEquals(3, one.get(JAVA_BYTE, 0));
    pair.client().close();
    assertTrue(link.awaitReadable(-1), "the end");
    assertEquals(-1, link.read(one));
  }

  @Test
  void keepsManyLinksApart() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    List<Work<Long>> echoes = new ArrayList<>();
    List<Work<Void>> callers = new ArrayList<>();
    for (int i = 0; i < MANY_LINKS; i++) {
      Pair pair = connectBeside();
      pairs.add(pair);
      echoes.add(start(() -> echo(pair.server())));
    }
    for (int i = 0; i < MANY_LINKS; i++) {
      Link client = pairs.get(i).client();
      byte id = (byte) i;
      callers.add(
          start(
              () -> {
                byte[] mine = new byte[1000];
                java.util.Arrays.fill(mine, id);
                MemorySegment source = bytes(mine);
                MemorySegment back = bytes(mine).fill((byte) -1);
                for (int round = 0; round < 50; round++) {
                  write(client, source);
                  readFully(client, back.fill((byte) -1));
                  assertEquals(-1, source.mismatch(back), "another link's bytes");
                }
                return null;
              }));
    }
    for (Work<Void> caller : callers) {
      Deadline.get("a caller is done", caller);
    }
    for (Pair pair : pairs) {
      pair.client().close();
    }
    for (Work<Long> echo : echoes) {
      assertEquals(50_000, Deadline.get("an echo ends", echo));
    }
  }
}
