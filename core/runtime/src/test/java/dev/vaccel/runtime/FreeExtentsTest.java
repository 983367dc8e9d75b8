package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeExtentsTest {
  private static final int UNIT = 64;
  private static final int UNITS = 256;

  private record Taken(long offset, long bytes) {
    int firstUnit() {
      return (int) (offset / UNIT);
    }

    int endUnit() {
      return (int) ((offset + bytes + UNIT - 1) / UNIT);
    }
  }

  @Test
  void givesNothingWhereNothingIsLeft() {
    FreeExtents extents = new FreeExtents(2 * UNIT, UNIT);
    assertEquals(0, extents.take(1));
    assertEquals(UNIT, extents.take(UNIT));
    assertEquals(-1, extents.take(1));
    extents.give(0, 1);
    assertEquals(-1, extents.take(UNIT + 1));
    assertEquals(0, extents.take(UNIT));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void blocksNeverOverlapAndComeTogetherAgain(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FreeExtents extents = new FreeExtents((long) UNITS * UNIT, UNIT);
    List<Taken> taken = new ArrayList<>();
    BitSet used = new BitSet(UNITS);
    for (int step = 0; step < 20_000; step++) {
      if (taken.isEmpty() || random.nextInt(100) < 55) {
        long bytes = random.nextLong(1, 40 * UNIT);
        long offset = extents.take(bytes);
        if (offset < 0) {
          assertFalse(fits(used, (int) ((bytes + UNIT - 1) / UNIT)), "refused what fits");
          continue;
        }
        assertEquals(0, offset % UNIT);
        Taken block = new Taken(offset, bytes);
        assertTrue(block.endUnit() <= UNITS);
        assertEquals(0, used.get(block.firstUnit(), block.endUnit()).cardinality());
        used.set(block.firstUnit(), block.endUnit());
        taken.add(block);
      } else {
        Taken block = taken.remove(random.nextInt(taken.size()));
        extents.give(block.offset(), block.bytes());
        used.clear(block.firstUnit(), block.endUnit());
      }
    }
    taken.forEach(block -> extents.give(block.offset(), block.bytes()));
    assertEquals(0, extents.take((long) UNITS * UNIT));
  }

  private static boolean fits(BitSet used, int units) {
    int from = used.nextClearBit(0);
    while (from + units <= UNITS) {
      int end = used.nextSetBit(from);
      if (end < 0 || end - from >= units) {
        return true;
      }
      from = used.nextClearBit(end);
    }
    return false;
  }
}
