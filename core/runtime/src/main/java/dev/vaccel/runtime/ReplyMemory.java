package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the reply of one call lands. Bulk that belongs to the caller's out segments goes from the
 * carrier straight into them if they are native and the call cannot be given up; otherwise, like
 * bulk of returned values, into memory of its own. Owned by one thread at a time, see {@link
 * PendingCall}.
 */
final class ReplyMemory {
  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int GAP_BYTES = FrameLayout.BULK_ALIGNMENT;

  /** An out segment of the caller. */
  private record Target(
      MemorySegment destination,
      long lengthBytes,
      long region,
      long offset,
      @Nullable MemorySegment staged) {
    boolean isBulk() {
      return lengthBytes > FrameLayout.INLINE_LIMIT && region == 0;
    }
  }

  private final List<Target> targets = new ArrayList<>();
  private boolean anyInRegion;
  private boolean direct;
  private MemorySegment body = Arena.ofAuto().allocate(256, 8);
  private long bodyBytes;
  private MemorySegment rest = EMPTY;
  private @Nullable MemorySegment gap;
  // Set: what arrives is dropped, and this is the answer instead.
  private @Nullable RuntimeException failure;
  // The part of the stream that goes to the targets: [0, placedBytes); the rest begins aligned.
  private long placedBytes;
  private long restFrom;
  private long total;
  private long position;
  private int target;
  private long targetOffset;

  void begin(boolean mayPlace) {
    targets.clear();
    anyInRegion = false;
    direct = mayPlace;
    placedBytes = 0;
    failure = null;
  }

  /** Why the reply is of no use; null if it is. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  void clear() {
    targets.clear();
    rest = EMPTY;
  }

  void receiveInto(MemorySegment destination, long lengthBytes) {
    add(new Target(destination, lengthBytes, 0, 0, null));
  }

  /** As {@link #receiveInto}, by way of memory that the agent writes to. */
  void receiveInto(MemorySegment destination, long lengthBytes, StagingMemory.Block block) {
    add(new Target(destination, lengthBytes, block.region(), block.offset(), block.segment()));
  }

  /** As {@link #receiveInto}, for memory in a region that the agent writes to itself. */
  void receiveInto(MemorySegment destination, long lengthBytes, long region, long offset) {
    add(new Target(destination, lengthBytes, region, offset, null));
  }

  private void add(Target added) {
    targets.add(added);
    anyInRegion |= added.region() != 0;
    if (added.isBulk()) {
      placedBytes = FrameLayout.alignBulk(placedBytes) + added.lengthBytes();
      direct &= added.destination().isNative();
    }
  }

  /** Tells the agent which results to write to a region. */
  void writePlaces(BodyWriter request) {
    if (anyInRegion) {
      for (Target current : targets) {
        request.putResultPlace(current.region(), current.offset());
      }
    }
  }

  boolean arrived(MemorySegment payload) {
    if (payload.byteSize() < FrameLayout.REPLY_BYTES) {
      throw PendingCall.unexpected("REPLY of " + payload.byteSize() + " bytes");
    }
    total = payload.get(LONG, 0);
    if (!direct || !canPlace()) {
      direct = false;
      placedBytes = 0;
    }
    if (total < placedBytes) {
      throw PendingCall.unexpected(
          "REPLY with " + total + " bytes of bulk where " + placedBytes + " were asked for");
    }
    bodyBytes = payload.byteSize() - FrameLayout.REPLY_BYTES;
    if (body.byteSize() < bodyBytes) {
      body = Arena.ofAuto().allocate(Math.max(bodyBytes, 2 * body.byteSize()), 8);
    }
    MemorySegment.copy(payload, FrameLayout.REPLY_BYTES, body, 0, bodyBytes);
    position = 0;
    target = 0;
    targetOffset = 0;
    restFrom = placedBytes == 0 ? 0 : Math.min(total, FrameLayout.alignBulk(placedBytes));
    rest = EMPTY;
    if (total > restFrom) {
      try {
        rest = Arena.ofAuto().allocate(total - restFrom, FrameLayout.BULK_ALIGNMENT);
      } catch (OutOfMemoryError e) {
        failure =
            new ResourceException(
                ErrorCode.EXHAUSTED,
                "no memory for the " + total + " bytes of the reply: " + e.getMessage());
      }
    }
    return total == 0;
  }

  /**
   * Whether the thread that reads may write to the caller's memory: of a confined arena only if it
   * is the caller itself, who then reads until its reply is complete.
   */
  private boolean canPlace() {
    for (Target current : targets) {
      MemorySegment destination = current.destination();
      if (current.isBulk()
          && !(destination.isAccessibleBy(Thread.currentThread())
              && destination.scope().isAlive())) {
        return false;
      }
    }
    return true;
  }

  boolean bulkArrived(FrameReader frames) {
    if (frames.bulkLeft() > total - position) {
      throw PendingCall.unexpected("BULK beyond the " + total + " bytes that its REPLY announced");
    }
    long end = position + frames.bulkLeft();
    while (frames.bulkLeft() > 0 && failure == null) {
      MemorySegment destination = next(frames.bulkLeft());
      try {
        frames.readBulk(destination);
      } catch (IllegalStateException e) {
        // The caller's application closed the memory under its call: its loss alone.
        failure = e;
      }
      position += destination.byteSize();
    }
    frames.skipBulk();
    position = end;
    return position == total;
  }

  /** Where the next bytes of the stream go, at most {@code limit} of them. */
  private MemorySegment next(long limit) {
    if (position >= restFrom) {
      return rest.asSlice(position - restFrom, limit);
    }
    while (target < targets.size()) {
      Target current = targets.get(target);
      if (current.isBulk() && targetOffset < current.lengthBytes()) {
        long toGap = targetOffset == 0 ? FrameLayout.alignBulk(position) - position : 0;
        if (toGap > 0) {
          return gap(Math.min(toGap, limit));
        }
        long bytes = Math.min(current.lengthBytes() - targetOffset, limit);
        MemorySegment slice = current.destination().asSlice(targetOffset, bytes);
        targetOffset += bytes;
        return slice;
      }
      target++;
      targetOffset = 0;
    }
    return gap(Math.min(restFrom - position, limit));
  }

  private MemorySegment gap(long bytes) {
    if (gap == null) {
      gap = Arena.ofAuto().allocate(GAP_BYTES, 8);
    }
    return gap.asSlice(0, bytes);
  }

  /** Hands the reply to its caller: fills what is not in place and leaves the result to read. */
  void finish(BodyReader reader) {
    reader.reset(bodyBytes == 0 ? MemorySegment.NULL : body.asSlice(0, bodyBytes), rest);
    for (Target current : targets) {
      if (current.region() == 0) {
        reader.getInto(current.destination(), current.lengthBytes(), direct);
      } else {
        reader.getInRegion(current.region(), current.offset(), current.lengthBytes());
        MemorySegment staged = current.staged();
        if (staged != null) {
          MemorySegment.copy(staged, 0, current.destination(), 0, current.lengthBytes());
        }
      }
    }
  }
}
