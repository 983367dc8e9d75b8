package dev.vaccel.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.wire.spi.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes through a link, for tests that compare arrays. */
public final class Links {
  private Links() {}

  /** Writes all. */
  public static void write(Link link, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      link.write(new MemorySegment[] {arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes)}, 1);
    }
  }

  /** Reads so many; fails if the stream ends before. */
  public static byte[] read(Link link, int bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(bytes);
      long at = 0;
      while (at < bytes) {
        long count = link.read(into.asSlice(at));
        assertTrue(count > 0, "the stream ended after " + at + " bytes");
        at += count;
      }
      return into.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
