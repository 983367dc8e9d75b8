package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.spi.SharedRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a remote session allocates for its caller. Where the carrier can share memory, pieces come
 * from regions that the agent maps too, and calls refer to them instead of sending their bytes;
 * elsewhere, and where the agent takes no more, it is plain memory. Nothing is freed before the
 * session ends. {@link #find} is thread-safe; the rest is guarded by the session's lock.
 */
final class SessionMemory {
  private static final long ALIGNMENT = FrameLayout.BULK_ALIGNMENT;
  private static final long SMALLEST_REGION = 4L << 20;
  private static final long LARGEST_REGION = 256L << 20;

  private final CopyOnWriteArrayList<Region> regions = new CopyOnWriteArrayList<>();
  private @Nullable Arena arena;
  private long lastNumber;

  /** Hands a region to the agent. */
  @FunctionalInterface
  interface Sharing {
    /** The agent knows the region by {@code number} when this returns. */
    void share(long number, SharedRegion region);
  }

  /** A region: its pieces are given out one after the other. */
  static final class Region {
    private final long number;
    private final SharedRegion shared;
    private final long address;
    private final long lengthBytes;
    private long usedBytes;
    // The connection on which the agent has it.
    private volatile @Nullable Connection agreed;

    private Region(long number, SharedRegion shared) {
      this.number = number;
      this.shared = shared;
      this.address = shared.segment().address();
      this.lengthBytes = shared.segment().byteSize();
    }

    long number() {
      return number;
    }

    /** Where a segment that was found in this region begins in it. */
    long offsetOf(MemorySegment segment) {
      return segment.address() - address;
    }

    private boolean holds(MemorySegment segment, long bytes) {
      long offset = offsetOf(segment);
      return offset >= 0 && offset <= lengthBytes - bytes;
    }

    private @Nullable MemorySegment take(long bytes) {
      long start = (usedBytes + ALIGNMENT - 1) & -ALIGNMENT;
      if (start > lengthBytes - bytes) {
        return null;
      }
      usedBytes = start + bytes;
      return shared.segment().asSlice(start, bytes);
    }
  }

  /**
   * Memory of zeros for the caller.
   *
   * @param connection where the session is open
   */
  MemorySegment allocate(long bytes, Connection connection, Sharing sharing) {
    if (bytes > FrameLayout.INLINE_LIMIT && connection.sharesMemory()) {
      for (Region region : regions) {
        MemorySegment piece = region.take(bytes);
        if (piece != null) {
          return piece;
        }
      }
      MemorySegment piece = fromNewRegion(bytes, connection, sharing);
      if (piece != null) {
        return piece;
      }
    }
    if (arena == null) {
      arena = Arena.ofShared();
    }
    try {
      return arena.allocate(bytes, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new InvalidArgumentException(
          ErrorCode.EXHAUSTED, "allocate " + bytes + " bytes: no memory is left", e);
    }
  }

  /** Null where system or agent have no more to share: plain memory does as well, only slower. */
  private @Nullable MemorySegment fromNewRegion(
      long bytes, Connection connection, Sharing sharing) {
    long size = Math.min(LARGEST_REGION, SMALLEST_REGION << Math.min(regions.size(), 10));
    SharedRegion shared = null;
    try {
      shared = connection.createRegion(Math.max(size, bytes));
      Region region = new Region(lastNumber + 1, shared);
      sharing.share(region.number, shared);
      lastNumber++;
      region.agreed = connection;
      regions.add(region);
      return region.take(bytes);
    } catch (VaccelException _) {
      if (shared != null) {
        shared.close();
      }
      return null;
    }
  }

  /** Hands all regions to an agent that does not know them: after a lost connection. */
  void shareAgain(Connection connection, Sharing sharing) {
    for (Region region : regions) {
      region.agreed = null;
      if (connection.sharesMemory()) {
        try {
          sharing.share(region.number, region.shared);
          region.agreed = connection;
        } catch (TransportException e) {
          throw e;
        } catch (VaccelException _) {
          // Not taken this time: its bytes are sent then.
        }
      }
    }
  }

  /** The region that holds the first {@code bytes} of a segment and that the agent has; or null. */
  @Nullable Region find(MemorySegment segment, long bytes, Connection connection) {
    if (segment.isNative()) {
      for (Region region : regions) {
        if (region.holds(segment, bytes) && connection.equals(region.agreed)) {
          return region;
        }
      }
    }
    return null;
  }

  /** Frees everything; no call uses it any more. */
  void close() {
    for (Region region : regions) {
      region.shared.close();
    }
    regions.clear();
    Arena plain = arena;
    if (plain != null) {
      plain.close();
    }
  }
}
