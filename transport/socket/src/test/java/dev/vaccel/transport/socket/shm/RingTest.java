package dev.vaccel.transport.socket.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.posix.SharedMemory;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of a ring; the other side's words are whatever it likes. */
class RingTest {
  private static final int CAPACITY = RingLayout.LEAST_CAPACITY;

  private SharedMemory memory;
  private Ring ring;
  private RingReader reader;
  private RingWriter writer;
  private Doorbell reads;
  private Doorbell writes;

  @BeforeEach
  void start() throws Exception {
    memory = SharedMemory.create("rings", RingLayout.bytes(CAPACITY));
    ring = Ring.in(memory.segment(), CAPACITY, true);
    reads = new Doorbell(ring, RingLayout.READER_SLEEPS);
    writes = new Doorbell(ring, RingLayout.WRITER_SLEEPS);
    reader = new RingReader(ring, writes);
    writer = new RingWriter(ring);
  }

  @AfterEach
  void stop() {
    memory.close();
  }

  private void word(int offset, long value) {
    RingLayout.POSITION.setVolatile(ring.control(), (long) offset, value);
  }

  @Test
  void theRingsOfAPairShareNothing() {
    Ring other = Ring.in(memory.segment(), CAPACITY, false);
    assertTrue(ring.control().asOverlappingSlice(other.control()).isEmpty());
    assertTrue(ring.data().asOverlappingSlice(other.data()).isEmpty());
    assertTrue(ring.control().asOverlappingSlice(ring.data()).isEmpty());
    assertTrue(other.control().asOverlappingSlice(ring.data()).isEmpty());
    assertEquals(CAPACITY, other.capacity());
  }

  @ParameterizedTest
  @ValueSource(longs = {CAPACITY + 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aWriterThatLiesIsFoundOut(long tail) {
    word(RingLayout.TAIL, tail);
    assertThrows(BrokenRingException.class, () -> reader.available());
    assertThrows(BrokenRingException.class, () -> reader.read(MemorySegment.NULL));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -CAPACITY - 1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aReaderThatLiesIsFoundOut(long head) {
    word(RingLayout.HEAD, head);
    assertThrows(BrokenRingException.class, () -> writer.hasRoom());
  }

  @Test
  void whatTheOtherSideWritesOverOurWordsIsNotBelieved() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment some = arena.allocate(100);
      assertEquals(100, writer.write(some, 0));
      word(RingLayout.TAIL, 12345); // Ours: only what we say of it is wrong, for the other side.
      assertEquals(100, writer.write(some, 0));
      assertEquals(200, reader.available());
    }
  }

  @Test
  void aFullRingTakesNothingAndAnEmptyOneGivesNothing() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment some = arena.allocate(CAPACITY + 10L);
      assertEquals(0, reader.read(some));
      assertEquals(CAPACITY, writer.write(some, 0));
      assertEquals(0, writer.write(some, CAPACITY));
      assertFalse(writer.hasRoom());
      assertEquals(CAPACITY, reader.read(some));
      assertEquals(10, writer.write(some, CAPACITY));
    }
  }

  /** Two threads, parts of every size, each sleeping whenever it can, or looking before. */
  @ParameterizedTest
  @ValueSource(longs = {0, 50_000})
  void bytesKeepTheirOrderBetweenThreadsThatSleep(long longestNs) throws Exception {
    reads = new Doorbell(ring, RingLayout.READER_SLEEPS, new Spinning(longestNs));
    writes = new Doorbell(ring, RingLayout.WRITER_SLEEPS, new Spinning(longestNs));
    byte[] sent = new byte[20_000_000];
    new SplittableRandom(1).nextBytes(sent);
    Background<Boolean> writing = Background.start(() -> writeAll(sent));
    byte[] got = new byte[sent.length];
    SplittableRandom random = new SplittableRandom(2);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment part = arena.allocate(CAPACITY);
      for (int at = 0; at < got.length; ) {
        assertTrue(reads.await(this::isReadable, -1));
        long most = Math.min(got.length - at, 1 + random.nextInt(CAPACITY));
        int bytes = (int) reader.read(part.asSlice(0, most));
        MemorySegment.copy(part, JAVA_BYTE, 0, got, at, bytes);
        at += bytes;
      }
    }
    assertTrue(writing.await());
    assertEquals(-1, Arrays.mismatch(sent, got));
  }

  private boolean isReadable() {
    try {
      return reader.available() > 0;
    } catch (BrokenRingException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isWritable() {
    try {
      return writer.hasRoom();
    } catch (BrokenRingException e) {
      throw new AssertionError(e);
    }
  }

  private boolean writeAll(byte[] sent) throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(sent.length).copyFrom(MemorySegment.ofArray(sent));
      for (long at = 0; at < sent.length; ) {
        long end = Math.min(sent.length, at + 1 + random.nextInt(3 * CAPACITY));
        MemorySegment part = all.asSlice(0, end);
        long written = writer.write(part, at);
        at += written;
        reads.ring();
        if (written == 0) {
          assertTrue(writes.await(this::isWritable, -1));
        }
      }
    }
    return true;
  }

  @Test
  void waitingEndsWithTheTime() throws Exception {
    assertFalse(reads.await(this::isReadable, 1_000_000));
    assertFalse(reads.await(this::isReadable, 0));
  }

  /** After two waits of 20 ms, what comes before the end of the nap, and what comes long after. */
  @ParameterizedTest
  @ValueSource(longs = {3_000_000, 60_000_000})
  void aWaitOfAnotherLengthThanTheLastOnesIsWokenToo(long afterNs) throws Exception {
    Spinning spinning = new Spinning(200_000);
    spinning.waited(20_000_000);
    spinning.waited(20_000_000);
    assertTrue(spinning.napNs() > 0);
    Doorbell bell = new Doorbell(ring, RingLayout.READER_SLEEPS, spinning);
    assertFalse(bell.await(this::isReadable, 1_000_000));
    spinning.waited(20_000_000);
    spinning.waited(20_000_000);
    AtomicBoolean over = new AtomicBoolean();
    Background<Boolean> sleeping = Background.start(() -> bell.await(over::get, -1));
    LockSupport.parkNanos(afterNs);
    over.set(true);
    bell.ring();
    assertTrue(sleeping.await());
  }

  /** A peer that was killed after it had said "awake" and before it woke this side. */
  @Test
  void aSleeperIsWokenWhateverItsWordSays() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Background<Boolean> sleeping = Background.start(() -> reads.await(over::get, -1));
    Deadline.await(
        "it says that it sleeps",
        () ->
            (int) RingLayout.SLEEPS.getVolatile(ring.control(), (long) RingLayout.READER_SLEEPS)
                == 1);
    LockSupport.parkNanos(3_000_000); // whether it sleeps by now makes no difference, or must not
    RingLayout.SLEEPS.setVolatile(ring.control(), (long) RingLayout.READER_SLEEPS, 0);
    over.set(true);
    reads.ringAnyway();
    assertTrue(sleeping.await());
  }

  /** A peer that says "awake" whenever this side wants to sleep. */
  @Test
  void falseAlarmsDoNotEndAWait() throws Exception {
    Background<Boolean> alarms =
        Background.start(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                reads.ring();
              }
              return true;
            });
    assertFalse(reads.await(this::isReadable, 50_000_000));
    alarms.await();
  }
}
