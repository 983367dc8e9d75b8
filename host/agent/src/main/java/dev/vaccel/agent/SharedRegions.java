package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The regions that a guest shares with one session. The guest can change what is in them at any
 * moment, but not take it away. Their bytes count as held for the guest as long as the session
 * lasts. Confined to the thread that runs the session's calls.
 */
final class SharedRegions {
  private static final int MOST = 1024;

  private final @Nullable SharingLink link;
  private final ByteBudget budget;
  private final Map<Long, SharedRegion> byNumber = new HashMap<>();

  /**
   * No regions yet.
   *
   * @param link where regions come from; null: this connection shares no memory
   * @param budget what their bytes count against
   */
  SharedRegions(@Nullable SharingLink link, ByteBudget budget) {
    this.link = link;
    this.budget = budget;
  }

  /** Takes the region that came along. */
  void add(long number, long lengthBytes) {
    if (link == null) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE, "this connection shares no memory: send it as bulk");
    }
    if (number <= 0 || byNumber.containsKey(number) || lengthBytes <= 0) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "region "
              + number
              + " of "
              + lengthBytes
              + " bytes: expected a number above 0 that the session has not used, and a size above"
              + " 0");
    }
    if (byNumber.size() == MOST) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED, "a session shares at most " + MOST + " regions");
    }
    budget.take(lengthBytes, "shared memory");
    boolean added = false;
    try {
      SharedRegion region = link.receivedRegion(lengthBytes);
      if (region == null) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "no memory came along with region " + number + "; something between passes bytes only");
      }
      byNumber.put(number, region);
      added = true;
    } finally {
      if (!added) {
        budget.give(lengthBytes);
      }
    }
  }

  /**
   * A part of a region.
   *
   * @throws ProtocolException if there is no such region or it ends before
   */
  MemorySegment at(long number, long offset, long lengthBytes) {
    SharedRegion region = byNumber.get(number);
    if (region == null) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_BODY, "memory in region " + number + ", which is not shared");
    }
    MemorySegment whole = region.segment();
    try {
      Objects.checkFromIndexSize(offset, lengthBytes, whole.byteSize());
    } catch (IndexOutOfBoundsException _) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_BODY,
          lengthBytes
              + " bytes at "
              + offset
              + " of region "
              + number
              + ", which has "
              + whole.byteSize());
    }
    return whole.asSlice(offset, lengthBytes);
  }

  /** Whether a segment lies in one of the regions. */
  boolean hold(MemorySegment segment) {
    for (SharedRegion region : byNumber.values()) {
      long offset = segment.address() - region.segment().address();
      if (segment.isNative() && offset >= 0 && offset < region.segment().byteSize()) {
        return true;
      }
    }
    return false;
  }

  /** Unmaps all. */
  void close() {
    for (SharedRegion region : byNumber.values()) {
      long bytes = region.segment().byteSize();
      region.close();
      budget.give(bytes);
    }
    byNumber.clear();
  }
}
