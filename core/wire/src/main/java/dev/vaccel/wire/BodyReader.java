package dev.vaccel.wire;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ArgumentReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link BodyWriter} wrote. Every length is compared with what is there before it is
 * used; every fault is a {@link ProtocolException} with {@link ErrorCode#MALFORMED_BODY}. Reusable.
 * Confined to the thread of the call.
 */
public final class BodyReader implements ArgumentReader {
  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);
  private static final ElementType[] ELEMENT_TYPES = ElementType.values();

  private final boolean copies;
  private MemorySegment body = EMPTY;
  private MemorySegment bulk = EMPTY;
  private @Nullable RegionAccess regions;
  private long at;
  private long bulkAt;

  /**
   * A reader.
   *
   * @param copies whether inline segments are copied to the heap, for bodies that do not outlive
   *     the call; otherwise they are views of the body
   */
  public BodyReader(boolean copies) {
    this.copies = copies;
  }

  /**
   * Starts reading.
   *
   * @param newBody the body alone
   * @param newBulk the whole bulk stream, or what is left of it
   */
  public void reset(MemorySegment newBody, MemorySegment newBulk) {
    body = newBody;
    bulk = newBulk;
    at = 0;
    bulkAt = 0;
  }

  /** Says where memory of shared regions is found; null: a body has none. */
  public void regions(@Nullable RegionAccess newRegions) {
    regions = newRegions;
  }

  /** Starts reading a body that may have no bulk. */
  public void reset(MemorySegment newBody) {
    reset(newBody, EMPTY);
  }

  /** Bytes not read yet. */
  public long remaining() {
    return body.byteSize() - at;
  }

  private long advance(long bytes) {
    if (bytes < 0 || bytes > body.byteSize() - at) {
      throw malformed(
          "the body ends after " + body.byteSize() + " bytes, " + bytes + " more wanted at " + at);
    }
    long start = at;
    at += bytes;
    return start;
  }

  /** Reads a 32-bit word of a fixed part. */
  public int getWord() {
    return body.get(FrameLayout.INT, advance(4));
  }

  /** Reads a 16-bit word of a fixed part. */
  public int getHalf() {
    return Short.toUnsignedInt(body.get(FrameLayout.SHORT, advance(2)));
  }

  @Override
  public long getLong() {
    return body.get(FrameLayout.LONG, advance(8));
  }

  @Override
  public boolean getBoolean() {
    return getLong(0, 1) == 1;
  }

  @Override
  public int getInt() {
    return (int) getLong(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public float getFloat() {
    return Float.intBitsToFloat((int) getLong(0, 0xffff_ffffL));
  }

  @Override
  public double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  @Override
  public String getString() {
    MemorySegment utf8 = getBytes(getLong(0, remaining()));
    ByteBuffer bytes = ByteBuffer.wrap(utf8.toArray(ValueLayout.JAVA_BYTE));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      throw malformed("a text is not UTF-8");
    }
  }

  @Override
  public ResourceId getResource() {
    return ResourceId.of(getBytes(ResourceId.BYTES).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public int getCount(int minElementBytes) {
    long count = getLong();
    long most = remaining() / Math.max(1, minElementBytes);
    if (count < 0 || count > most) {
      throw malformed("a list of " + count + " elements, there is room for " + most);
    }
    return (int) count;
  }

  @Override
  public Tensor getTensor() {
    ElementType type = null;
    long number = getLong();
    for (ElementType candidate : ELEMENT_TYPES) {
      if (candidate.number() == number) {
        type = candidate;
      }
    }
    if (type == null) {
      throw malformed("element type " + number + " is not known");
    }
    long[] dims = new long[(int) getLong(0, Shape.MAX_RANK)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = getLong(0, Long.MAX_VALUE);
    }
    boolean checked = type == ElementType.STRING || type == ElementType.BOOL;
    return new Tensor(type, Shape.of(dims), segment(getLong(0, Long.MAX_VALUE), checked));
  }

  @Override
  public MemorySegment getSegment() {
    return segment(getLong(0, Long.MAX_VALUE), false);
  }

  @Override
  public MemorySegment getSegment(long lengthBytes) {
    long length = getLong();
    if (length != lengthBytes) {
      throw malformed(
          "a segment of " + length + " bytes where the other arguments imply " + lengthBytes);
    }
    return segment(length, false);
  }

  /**
   * Reads a segment into the caller's memory.
   *
   * @param destination at least {@code lengthBytes} long
   * @param placed whether a bulk segment of the stream is there already and not part of {@code
   *     bulk}
   */
  public void getInto(MemorySegment destination, long lengthBytes, boolean placed) {
    requireLength(lengthBytes);
    switch (place(lengthBytes)) {
      case FrameLayout.PLACE_BODY ->
          MemorySegment.copy(getBytes(lengthBytes), 0, destination, 0, lengthBytes);
      case FrameLayout.PLACE_BULK -> {
        if (!placed) {
          MemorySegment.copy(bulkSlice(lengthBytes), 0, destination, 0, lengthBytes);
        }
      }
      default -> throw malformed("a result in a region where none was asked for");
    }
  }

  /** Reads that a result was written to the region where it was asked for. */
  public void getInRegion(long region, long offset, long lengthBytes) {
    requireLength(lengthBytes);
    if (place(lengthBytes) != FrameLayout.PLACE_REGION
        || getLong() != region
        || getLong() != offset) {
      throw malformed("a result is not in region " + region + " at " + offset);
    }
  }

  private void requireLength(long lengthBytes) {
    long length = getLong();
    if (length != lengthBytes) {
      throw malformed("a segment of " + length + " bytes where " + lengthBytes + " were asked for");
    }
  }

  private MemorySegment segment(long length, boolean checked) {
    return switch (place(length)) {
      case FrameLayout.PLACE_BODY -> inline(length);
      case FrameLayout.PLACE_BULK -> bulkSlice(length);
      default -> {
        RegionAccess access = regions;
        if (access == null) {
          throw malformed("a segment in a region: this connection shares no memory");
        }
        yield access.at(getLong(), getLong(), length, checked);
      }
    };
  }

  private MemorySegment inline(long length) {
    MemorySegment inline = getBytes(length);
    if (!copies) {
      return inline;
    }
    // long[]: 8-byte alignment for any element type.
    MemorySegment copy = MemorySegment.ofArray(new long[(int) ((length + 7) / 8)]);
    return copy.asSlice(0, length).copyFrom(inline);
  }

  private MemorySegment bulkSlice(long length) {
    long start = FrameLayout.alignBulk(bulkAt);
    if (start > bulk.byteSize() || length > bulk.byteSize() - start) {
      throw malformed(
          "a bulk segment of "
              + length
              + " bytes at "
              + start
              + " of a stream of "
              + bulk.byteSize());
    }
    bulkAt = start + length;
    return bulk.asSlice(start, length);
  }

  /** Reads where a segment of this length is. */
  private int place(long length) {
    int place = (int) getLong(FrameLayout.PLACE_BODY, FrameLayout.PLACE_REGION);
    if ((place != FrameLayout.PLACE_BODY) != length > FrameLayout.INLINE_LIMIT) {
      throw malformed(
          "a segment of "
              + length
              + " bytes "
              + (place == FrameLayout.PLACE_BODY ? "in the body" : "outside the body")
              + ", the limit is "
              + FrameLayout.INLINE_LIMIT);
    }
    return place;
  }

  private MemorySegment getBytes(long length) {
    long padded = (length + 7) & -8;
    return body.asSlice(advance(padded < length ? Long.MAX_VALUE : padded), length);
  }

  @Override
  public ProtocolException malformed(String what) {
    return new ProtocolException(ErrorCode.MALFORMED_BODY, what);
  }

  @Override
  public void end() {
    if (at != body.byteSize()) {
      throw malformed((body.byteSize() - at) + " bytes are left behind the last field");
    }
    if (bulkAt != bulk.byteSize()) {
      throw malformed((bulk.byteSize() - bulkAt) + " bytes of the bulk stream are not used");
    }
  }
}
