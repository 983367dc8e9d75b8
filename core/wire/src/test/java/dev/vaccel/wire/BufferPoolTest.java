package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPoolTest {
  private static final long LIMIT = 1 << 20;

  private static boolean isZero(MemorySegment memory) {
    return memory.mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])) < 0;
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 8, 65_535, 65_536, 65_537, 100_000, 131_073, LIMIT, LIMIT + 1, 5_000_001})
  void givesTheLengthAskedForAlignedAndZero(long length) {
    try (BufferPool pool = new BufferPool(LIMIT);
        BufferPool.Buffer buffer = pool.take(length)) {
      assertEquals(length, buffer.segment().byteSize());
      assertEquals(0, buffer.segment().address() % FrameLayout.BULK_ALIGNMENT);
      assertTrue(isZero(buffer.segment()));
    }
  }

  @Test
  void memoryIsUsedAgain() {
    try (BufferPool pool = new BufferPool(LIMIT)) {
      BufferPool.Buffer first = pool.take(100_000);
      long address = first.segment().address();
      first.segment().fill((byte) 7);
      first.close();
      BufferPool.Buffer second = pool.take(99_000);
      assertEquals(address, second.segment().address());
      assertEquals(99_000, second.segment().byteSize());
      BufferPool.Buffer third = pool.take(99_000);
      assertNotEquals(address, third.segment().address());
      second.close();
      third.close();
    }
  }

  @Test
  void poolsShareNoMemory() {
    KeptBytes kept = new KeptBytes(100 * LIMIT);
    try (BufferPool mine = new BufferPool(LIMIT, kept);
        BufferPool other = new BufferPool(LIMIT, kept)) {
      List<BufferPool.Buffer> taken = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        taken.add(mine.take(100_000));
      }
      taken.forEach(b -> b.segment().fill((byte) 7));
      taken.forEach(BufferPool.Buffer::close);
      for (int i = 0; i < 16; i++) {
        BufferPool.Buffer buffer = other.take(100_000);
        assertTrue(isZero(buffer.segment()));
      }
    }
  }

  @Test
  void closingTwiceDoesNotGiveMemoryToTwoCalls() {
    try (BufferPool pool = new BufferPool(LIMIT)) {
      BufferPool.Buffer once = pool.take(10);
      once.close();
      once.close();
      try (BufferPool.Buffer a = pool.take(10);
          BufferPool.Buffer b = pool.take(10)) {
        assertNotEquals(a.segment().address(), b.segment().address());
      }
    }
  }

  @Test
  void keepsNoMoreThanItsLimit() {
    KeptBytes kept = new KeptBytes(100 * LIMIT);
    try (BufferPool pool = new BufferPool(LIMIT, kept)) {
      List<BufferPool.Buffer> taken = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        taken.add(pool.take(65_536));
      }
      taken.forEach(BufferPool.Buffer::close);
      assertEquals(LIMIT, kept.used());
      // Too large to be kept at all.
      MemorySegment large;
      try (BufferPool.Buffer buffer = pool.take(LIMIT + 1)) {
        large = buffer.segment();
      }
      assertFalse(large.scope().isAlive());
    }
    assertEquals(0, kept.used());
  }

  @Test
  void poolsKeepNoMoreThanTheirCommonLimit() {
    KeptBytes kept = new KeptBytes(3 * 65_536);
    BufferPool first = new BufferPool(LIMIT, kept);
    BufferPool second = new BufferPool(LIMIT, kept);
    List<BufferPool.Buffer> taken = new ArrayList<>();
    for (BufferPool pool : List.of(first, second)) {
      for (int i = 0; i < 2; i++) {
        taken.add(pool.take(10));
      }
    }
    taken.forEach(BufferPool.Buffer::close);
    assertEquals(3 * 65_536, kept.used());
    first.close();
    assertEquals(65_536, kept.used());
    // What the first gave up, the second may keep now.
    taken = List.of(second.take(10), second.take(10));
    assertEquals(0, kept.used());
    taken.forEach(BufferPool.Buffer::close);
    assertEquals(2 * 65_536, kept.used());
    second.close();
    assertEquals(0, kept.used());
  }

  @Test
  void closedPoolFreesWhatComesBack() {
    BufferPool pool = new BufferPool(LIMIT);
    BufferPool.Buffer buffer = pool.take(10);
    BufferPool.Buffer waiting = pool.take(10);
    waiting.close();
    MemorySegment memory = buffer.segment();
    MemorySegment kept = waiting.segment();
    pool.close();
    pool.close();
    assertFalse(kept.scope().isAlive());
    assertTrue(memory.scope().isAlive());
    memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
    buffer.close();
    assertFalse(memory.scope().isAlive());
    buffer.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 48, 1L << 62, Long.MAX_VALUE - 64, Long.MAX_VALUE})
  void moreThanThereIsEndsInAClearError(long length) {
    try (BufferPool pool = new BufferPool(LIMIT)) {
      ResourceException e = assertThrows(ResourceException.class, () -> pool.take(length));
      assertEquals(ErrorCode.EXHAUSTED, e.code());
      assertTrue(e.getMessage().startsWith(length + " bytes"), e.getMessage());
      pool.take(10).close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void nothingCannotBeTaken(long length) {
    try (BufferPool pool = new BufferPool(LIMIT)) {
      assertThrows(IllegalArgumentException.class, () -> pool.take(length));
    }
  }

  @Test
  void wastesAtMostAQuarter() {
    KeptBytes kept = new KeptBytes(Long.MAX_VALUE);
    for (long length = 65_536; length < 8_000_000; length = length * 11 / 10 + 1) {
      try (BufferPool pool = new BufferPool(1L << 40, kept)) {
        pool.take(length).close();
        assertTrue(kept.used() >= length && kept.used() * 4 <= length * 5, length + "");
      }
    }
  }
}
