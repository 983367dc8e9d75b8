package dev.vaccel.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is free of a stretch of memory: first fit, neighbours joined when they come back. Confined
 * to whoever holds the owner's lock.
 */
final class FreeExtents {
  private final long alignment;
  // Length by offset; no two touch each other.
  private final TreeMap<Long, Long> free = new TreeMap<>();

  /**
   * All is free.
   *
   * @param alignment of all offsets and of {@code lengthBytes}; a power of two
   */
  FreeExtents(long lengthBytes, long alignment) {
    this.alignment = alignment;
    free.put(0L, lengthBytes);
  }

  /** Takes {@code bytes}, rounded up to the alignment: their offset; or -1. */
  long take(long bytes) {
    long needed = rounded(bytes);
    long offset = firstFit(needed);
    Long length = free.remove(offset);
    if (length == null) {
      return -1;
    }
    if (length > needed) {
      free.put(offset + needed, length - needed);
    }
    return offset;
  }

  private long firstFit(long bytes) {
    for (Map.Entry<Long, Long> extent : free.entrySet()) {
      if (extent.getValue() >= bytes) {
        return extent.getKey();
      }
    }
    return -1;
  }

  /** Gives back what {@link #take} gave for as many bytes. */
  void give(long offset, long bytes) {
    long start = offset;
    long length = rounded(bytes);
    Map.Entry<Long, Long> below = free.lowerEntry(start);
    if (below != null && below.getKey() + below.getValue() == start) {
      start = below.getKey();
      length += below.getValue();
    }
    Long above = free.remove(offset + rounded(bytes));
    free.put(start, above == null ? length : length + above);
  }

  private long rounded(long bytes) {
    return (bytes + alignment - 1) & -alignment;
  }
}
