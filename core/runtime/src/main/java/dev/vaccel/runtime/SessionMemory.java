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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a remote session allocates for its caller. Where the carrier can share memory, pieces come
 * from regions that the agent maps too, and calls refer to them instead of sending their bytes;
 * elsewhere, and where the agent takes no more, it is plain memory. Nothing is freed before the
 * session ends. {@link #find} and {@link #staging} are thread-safe; the rest is guarded by the
 * session's lock.
 */
final class SessionMemory {
  private static final long ALIGNMENT = FrameLayout.BULK_ALIGNMENT;
  private static final long SMALLEST_REGION = 4L << 20;
  private static final long LARGEST_REGION = 256L << 20;

  private final CopyOnWriteArrayList<Region> regions = new CopyOnWriteArrayList<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final Handover handover;
  private final CallsInFlight inFlight;
  private @Nullable Arena arena;
  private volatile @Nullable StagingMemory staging;

  /**
   * None yet.
   *
   * @param inFlight calls of the session
   */
  SessionMemory(Handover handover, CallsInFlight inFlight) {
    this.handover = handover;
    this.inFlight = inFlight;
  }

  /** Hands a region to the agent. */
  @FunctionalInterface
  interface Handover {
    /** The agent knows the region by {@code number} when this returns. */
    void share(Connection connection, long number, SharedRegion region);
  }

  /** Hands a region to the agent, by a number that the session has not used. */
  @FunctionalInterface
  interface Sharing {
    /** The agent knows the region by the number that is returned. */
    long share(Connection connection, SharedRegion region);
  }

  private long share(Connection connection, SharedRegion region) {
    // Numbers of regions that were refused are not used again: nothing depends on their order.
    long number = lastNumber.incrementAndGet();
    handover.share(connection, number, region);
    return number;
  }

  /** Begins to use a connection: hands over all regions, and stages in new ones. */
  void begin(Connection connection) {
    shareAgain(connection);
    StagingMemory old = staging;
    staging = new StagingMemory(connection, this::share, inFlight);
    if (old != null) {
      old.retire();
    }
  }

  /** What calls on a connection borrow from; null if the session is open on another by now. */
  @Nullable StagingMemory staging(Connection connection) {
    StagingMemory current = staging;
    return current != null && current.isOn(connection) ? current : null;
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
  MemorySegment allocate(long bytes, Connection connection) {
    if (bytes > FrameLayout.INLINE_LIMIT && connection.sharesMemory()) {
      for (Region region : regions) {
        MemorySegment piece = region.take(bytes);
        if (piece != null) {
          return piece;
        }
      }
      MemorySegment piece = fromNewRegion(bytes, connection);
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
  private @Nullable MemorySegment fromNewRegion(long bytes, Connection connection) {
    long size = Math.min(LARGEST_REGION, SMALLEST_REGION << Math.min(regions.size(), 10));
    SharedRegion shared = null;
    try {
      shared = connection.createRegion(Math.max(size, bytes));
      Region region = new Region(share(connection, shared), shared);
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
  private void shareAgain(Connection connection) {
    for (Region region : regions) {
      region.agreed = null;
      if (connection.sharesMemory()) {
        try {
          handover.share(connection, region.number, region.shared);
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
    StagingMemory staged = staging;
    if (staged != null) {
      staged.retire();
    }
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
