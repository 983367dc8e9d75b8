package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The bulk stream of one call or reply: segments in order, each starting at a multiple of {@link
 * FrameLayout#BULK_ALIGNMENT}, zeros between them. Holds references, never copies, but for heap
 * memory, which the carriers cannot read. Confined to the thread of the call.
 */
public final class BulkList {
  /** Most bulk segments of one call or reply. */
  public static final int MAX_SEGMENTS = 256;

  private static final MemorySegment ZEROS = Arena.global().allocate(FrameLayout.BULK_ALIGNMENT, 8);

  private MemorySegment[] segments = new MemorySegment[4];
  private int count;
  private long streamBytes;

  BulkList() {}

  void clear() {
    Arrays.fill(segments, 0, count, null);
    count = 0;
    streamBytes = 0;
  }

  void add(MemorySegment segment) {
    if (count == MAX_SEGMENTS) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "more than " + MAX_SEGMENTS + " large memory segments in one call");
    }
    if (count == segments.length) {
      segments = Arrays.copyOf(segments, 2 * count);
    }
    segments[count++] = segment;
    streamBytes = FrameLayout.alignBulk(streamBytes) + segment.byteSize();
  }

  /** Bytes of the whole stream, gaps included. */
  public long streamBytes() {
    return streamBytes;
  }

  Cursor cursor() {
    return new Cursor();
  }

  /** Walks the stream chunk by chunk. */
  final class Cursor {
    private int index;
    private long offset;
    private long position;

    private Cursor() {}

    /**
     * Appends the parts of the next {@code bytes} bytes of the stream.
     *
     * @param staging at least {@code bytes} of native memory, for what lies on the heap
     */
    int take(int bytes, MemorySegment staging, MemorySegment[] parts, int partCount) {
      int at = partCount;
      long left = bytes;
      long staged = 0;
      while (left > 0) {
        long gap = offset == 0 ? FrameLayout.alignBulk(position) - position : 0;
        long taken;
        if (gap > 0) {
          taken = Math.min(gap, left);
          parts[at++] = ZEROS.asSlice(0, taken);
        } else {
          MemorySegment segment = segments[index];
          taken = Math.min(segment.byteSize() - offset, left);
          MemorySegment part = segment.asSlice(offset, taken);
          if (!part.isNative()) {
            part = staging.asSlice(staged, taken).copyFrom(part);
            staged += taken;
          }
          parts[at++] = part;
          offset += taken;
          if (offset == segment.byteSize()) {
            index++;
            offset = 0;
          }
        }
        position += taken;
        left -= taken;
      }
      return at;
    }
  }
}
