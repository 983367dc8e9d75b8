package dev.vaccel.api.crypto.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a key, in native memory of its own: the garbage collector neither copies it nor
 * leaves it behind. Zeroed when it is closed. Calls of a session come from changing threads, so the
 * memory is not confined to one.
 */
public final class KeyMemory implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment bytes;
  private boolean closed;

  /** Copies a key. */
  public KeyMemory(MemorySegment key) {
    this(Arena.ofShared(), key);
  }

  /** For tests, which look at the memory after it was given back. */
  KeyMemory(Arena arena, MemorySegment key) {
    this.arena = arena;
    this.bytes = arena.allocate(key.byteSize()).copyFrom(key);
  }

  /** The key; valid until this is closed. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** Zeroes the key and gives the memory back. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      bytes.fill((byte) 0);
      arena.close();
    }
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "key";
  }
}
