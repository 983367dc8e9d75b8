package dev.vaccel.runtime;

import dev.vaccel.api.ResourceException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.spi.SharedRegion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shared memory of one session on one connection, from which calls borrow blocks for arguments and
 * results that lie in memory of their own: one copy here costs less than the two of a socket and
 * its wake-ups. It grows beside the calls that find none, which send their bytes meanwhile; so a
 * session that makes one large call never pays for it. Thread-safe.
 */
final class StagingMemory {
  private static final long SMALLEST_REGION = 4L << 20;
  // What a session takes at most; half of it for one call.
  private static final long MOST = 64L << 20;
  private static final int MISSES_BEFORE_GROWTH = 2;

  private final Connection connection;
  private final SessionMemory.Sharing sharing;
  private final CallsInFlight inFlight;
  private final List<Region> regions = new ArrayList<>();
  private int blocks;
  private int misses;
  // A thread is about it; or there is nothing to be had.
  private boolean growing;
  private boolean refused;
  private boolean retired;

  /**
   * None yet.
   *
   * @param connection where the session is open
   * @param inFlight of the session, which frees memory when nothing is in flight
   */
  StagingMemory(Connection connection, SessionMemory.Sharing sharing, CallsInFlight inFlight) {
    this.connection = connection;
    this.sharing = sharing;
    this.inFlight = inFlight;
    this.refused = !connection.sharesMemory();
  }

  private record Region(long number, SharedRegion shared, FreeExtents free) {}

  /** A borrowed block; to be given back when neither side uses it any more. */
  static final class Block {
    private final Region region;
    private final long offset;
    private final MemorySegment segment;

    private Block(Region region, long offset, long bytes) {
      this.region = region;
      this.offset = offset;
      this.segment = region.shared().segment().asSlice(offset, bytes);
    }

    /** Number of the region that it lies in. */
    long region() {
      return region.number();
    }

    /** Where it begins in the region. */
    long offset() {
      return offset;
    }

    /** As long as was asked for; holds old bytes of the session. */
    MemorySegment segment() {
      return segment;
    }
  }

  /** Whether it belongs to this connection. */
  boolean isOn(Connection other) {
    return connection.equals(other);
  }

  /** A block, or null if there is none free. */
  synchronized @Nullable Block take(long bytes) {
    if (retired) {
      return null;
    }
    for (Region region : regions) {
      long offset = region.free().take(bytes);
      if (offset >= 0) {
        blocks++;
        return new Block(region, offset, bytes);
      }
    }
    return null;
  }

  /** Takes a block back. */
  synchronized void give(Block block) {
    block.region.free().give(block.offset, block.segment.byteSize());
    blocks--;
    if (retired && blocks == 0) {
      free();
    }
  }

  /** A call found no blocks for so many of its bytes: grows beside it, if that happens again. */
  void missed(long bytes) {
    long size;
    synchronized (this) {
      long room = MOST;
      for (Region region : regions) {
        room -= region.shared().segment().byteSize();
      }
      size = Math.min(room, Math.max(SMALLEST_REGION, powerOfTwo(bytes)));
      if (growing || refused || retired || bytes > MOST / 2 || size < SMALLEST_REGION) {
        return;
      }
      misses++;
      if (misses < MISSES_BEFORE_GROWTH) {
        return;
      }
      growing = true;
    }
    boolean started = false;
    try {
      inFlight.enter();
      try {
        Thread.ofPlatform().daemon().name("vaccel-staging").start(() -> grow(size));
        started = true;
      } finally {
        if (!started) {
          inFlight.exit();
        }
      }
    } catch (ResourceException | OutOfMemoryError _) {
      // The session closes, or there are no more threads: the call does without.
      synchronized (this) {
        growing = false;
      }
    }
  }

  private static long powerOfTwo(long bytes) {
    return bytes <= 1 ? 1 : Long.highestOneBit(bytes - 1) << 1;
  }

  private void grow(long size) {
    Region region = null;
    try {
      region = region(size);
    } finally {
      grown(region);
      inFlight.exit();
    }
  }

  private synchronized void grown(@Nullable Region region) {
    growing = false;
    if (region == null) {
      refused = true;
      return;
    }
    regions.add(region);
    if (retired && blocks == 0) {
      free();
    }
  }

  /** Null where system or agent have no more to share, or the connection is gone. */
  private @Nullable Region region(long size) {
    SharedRegion shared = null;
    boolean taken = false;
    try {
      shared = connection.createRegion(size);
      long number = sharing.share(connection, shared);
      taken = true;
      return new Region(number, shared, new FreeExtents(size, FrameLayout.BULK_ALIGNMENT));
    } catch (VaccelException _) {
      return null;
    } finally {
      if (shared != null && !taken) {
        shared.close();
      }
    }
  }

  /** Gives no more blocks; frees all when the last one is back. */
  synchronized void retire() {
    retired = true;
    if (blocks == 0) {
      free();
    }
  }

  private void free() {
    for (Region region : regions) {
      region.shared().close();
    }
    regions.clear();
  }
}
