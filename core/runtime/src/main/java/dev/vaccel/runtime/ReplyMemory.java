package dev.vaccel.runtime;

import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
  private static final int GAP_BYTES = FrameLayout.BULK_ALIGNMENT;

  /** An out segment of the caller. */
  private record Target(MemorySegment destination, long lengthBytes) {
    boolean isBulk() {
      return lengthBytes > FrameLayout.INLINE_LIMIT;
    }
  }

  private final List<Target> targets = new ArrayList<>();
  private boolean direct;
  private MemorySegment body = Arena.ofAuto().allocate(256, 8);
  private long bodyBytes;
  private MemorySegment rest = EMPTY;
  private @Nullable MemorySegment gap;
  // The part of the stream that goes to the targets: [0, placedBytes); the rest begins aligned.
  private long placedBytes;
  private long restFrom;
  private long total;
  private long position;
  private int target;
  private long targetOffset;

  void begin(boolean mayPlace) {
    targets.clear();
    direct = mayPlace;
    placedBytes = 0;
  }

  void clear() {
    targets.clear();
    rest = EMPTY;
  }

  void receiveInto(MemorySegment destination, long lengthBytes) {
    Target added = new Target(destination, lengthBytes);
    targets.add(added);
    if (added.isBulk()) {
      placedBytes = FrameLayout.alignBulk(placedBytes) + lengthBytes;
      direct &= destination.isNative();
    }
  }

  boolean arrived(MemorySegment payload) {
    if (payload.byteSize() < FrameLayout.REPLY_BYTES) {
      throw PendingCall.unexpected("REPLY of " + payload.byteSize() + " bytes");
    }
    total = payload.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
    if (java.nio.ByteOrder.nativeOrder() != java.nio.ByteOrder.LITTLE_ENDIAN) {
      total = Long.reverseBytes(total);
    }
    if (!direct) {
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
    rest =
        total > restFrom
            ? Arena.ofAuto().allocate(total - restFrom, FrameLayout.BULK_ALIGNMENT)
            : EMPTY;
    return total == 0;
  }

  boolean bulkArrived(FrameReader frames) {
    if (frames.bulkLeft() > total - position) {
      throw PendingCall.unexpected("BULK beyond the " + total + " bytes that its REPLY announced");
    }
    while (frames.bulkLeft() > 0) {
      MemorySegment destination = next(frames.bulkLeft());
      frames.readBulk(destination);
      position += destination.byteSize();
    }
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
    reader.reset(body.asSlice(0, bodyBytes), rest);
    for (Target current : targets) {
      reader.getInto(current.destination(), current.lengthBytes(), direct);
    }
  }
}
