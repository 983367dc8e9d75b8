package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ArgumentWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one frame with a body, header included, into memory that it keeps from frame to frame.
 *
 * <p>Every field takes a multiple of 8 bytes. Integers, booleans, enum numbers, handles and list
 * lengths: 8 bytes. f32: 4 bytes and 4 zeros; f64: 8. Text: length, UTF-8, zeros to a multiple of
 * 8. Resource id: 32 bytes. Segment: length, then 0 and its bytes with zeros to a multiple of 8, or
 * 1 for "the next segment of the bulk stream", or 2, region and offset. Tensor: element type, rank,
 * extents, segment.
 *
 * <p>Confined to the thread of the call.
 */
public final class BodyWriter implements ArgumentWriter {
  private static final int INITIAL_BYTES = 1024;

  private final BulkList bulk = new BulkList();
  private MemorySegment buffer = allocate(INITIAL_BYTES);
  private int opcode;
  private long at;
  private long bodyAt;
  private final List<Reserved> reserved = new ArrayList<>();
  private boolean moved;
  private int resultPlaces;

  /** A writer with memory of its own, freed by the garbage collector. */
  public BodyWriter() {}

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, FrameLayout.BULK_ALIGNMENT);
  }

  /** Starts a CALL. */
  public void beginCall(int apiId, int operation, long timeoutNs) {
    begin(FrameLayout.CALL, FrameLayout.CALL_BYTES);
    buffer.set(FrameLayout.INT, FrameLayout.HEADER_BYTES, apiId | operation << 16);
    buffer.set(FrameLayout.LONG, FrameLayout.HEADER_BYTES + 8, timeoutNs);
  }

  /** Starts a REPLY. */
  public void beginReply() {
    begin(FrameLayout.REPLY, FrameLayout.REPLY_BYTES);
  }

  /** Starts any other frame, whose whole payload is a body. */
  public void begin(int newOpcode) {
    begin(newOpcode, 0);
  }

  private void begin(int newOpcode, int prefixBytes) {
    opcode = newOpcode;
    bulk.clear();
    reserved.clear();
    moved = false;
    resultPlaces = 0;
    at = FrameLayout.HEADER_BYTES + (long) prefixBytes;
    bodyAt = at;
  }

  /** Forgets the frame and the memory that its bulk stream refers to. */
  public void clear() {
    begin(FrameLayout.CALL, 0);
  }

  /** The bulk stream that belongs to the frame. */
  public BulkList bulk() {
    return bulk;
  }

  /** Bytes of the body so far. */
  public long bodyBytes() {
    return at - bodyAt;
  }

  /** Bytes of the payload so far. */
  public long payloadBytes() {
    return at - FrameLayout.HEADER_BYTES;
  }

  /** The finished frame, bulk excepted. */
  public MemorySegment frame(int sequence, int session) {
    if (moved) {
      // Holders of reserved memory may have written to where the buffer was.
      for (Reserved r : reserved) {
        MemorySegment.copy(r.segment(), 0, buffer, r.offset(), r.segment().byteSize());
      }
      reserved.clear();
    }
    FrameLayout.putHeader(buffer, (int) payloadBytes(), opcode, sequence, session);
    if (opcode == FrameLayout.CALL) {
      buffer.set(FrameLayout.INT, FrameLayout.HEADER_BYTES + 4, resultPlaces);
      buffer.set(FrameLayout.LONG, FrameLayout.HEADER_BYTES + 16, bulk.streamBytes());
    } else if (opcode == FrameLayout.REPLY) {
      buffer.set(FrameLayout.LONG, FrameLayout.HEADER_BYTES, bulk.streamBytes());
    }
    return buffer.asSlice(0, at);
  }

  private void room(long bytes) {
    if (at + bytes > buffer.byteSize()) {
      MemorySegment larger = allocate(Math.max(2 * buffer.byteSize(), at + bytes));
      MemorySegment.copy(buffer, 0, larger, 0, at);
      buffer = larger;
      moved = true;
    }
  }

  /** Writes a 32-bit word; for the fixed parts of frames, always in pairs. */
  public void putInt(int value) {
    room(4);
    buffer.set(FrameLayout.INT, at, value);
    at += 4;
  }

  /** Writes a 16-bit word; for the fixed parts of frames. */
  public void putShort(int value) {
    room(2);
    buffer.set(FrameLayout.SHORT, at, (short) value);
    at += 2;
  }

  @Override
  public void putLong(long value) {
    room(8);
    buffer.set(FrameLayout.LONG, at, value);
    at += 8;
  }

  @Override
  public void putFloat(float value) {
    putLong(Integer.toUnsignedLong(Float.floatToRawIntBits(value)));
  }

  @Override
  public void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  @Override
  public void putString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    putLong(utf8.length);
    putBytes(MemorySegment.ofArray(utf8));
  }

  @Override
  public void putResource(ResourceId value) {
    putBytes(MemorySegment.ofArray(value.bytes()));
  }

  @Override
  public void putTensor(Tensor value) {
    putTensorType(value);
    putSegment(value.data(), value.data().byteSize());
  }

  /** Writes a tensor's element type and shape; its memory is to follow. */
  public void putTensorType(Tensor value) {
    Shape shape = value.shape();
    putLong(value.elementType().number());
    putLong(shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      putLong(shape.dim(i));
    }
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    putLong(lengthBytes);
    MemorySegment exact =
        segment.byteSize() == lengthBytes ? segment : segment.asSlice(0, lengthBytes);
    if (lengthBytes <= FrameLayout.INLINE_LIMIT) {
      putLong(FrameLayout.PLACE_BODY);
      putBytes(exact);
    } else {
      putLong(FrameLayout.PLACE_BULK);
      bulk.add(exact);
    }
  }

  /**
   * Writes memory that lies in a region of the session.
   *
   * @param lengthBytes more than {@link FrameLayout#INLINE_LIMIT}
   */
  public void putRegion(long region, long offset, long lengthBytes) {
    putLong(lengthBytes);
    putLong(FrameLayout.PLACE_REGION);
    putLong(region);
    putLong(offset);
  }

  /**
   * Says where the next result of a call is to be written; behind all arguments.
   *
   * @param region 0: the reply carries it
   */
  public void putResultPlace(long region, long offset) {
    putLong(region);
    putLong(offset);
    resultPlaces++;
  }

  /**
   * Reserves an inline segment for an operation to fill before the frame is finished.
   *
   * @param lengthBytes at most {@link FrameLayout#INLINE_LIMIT}
   * @return memory that holds old bytes of frames written with this object, or zeros
   */
  public MemorySegment reserveInline(long lengthBytes) {
    putLong(lengthBytes);
    putLong(FrameLayout.PLACE_BODY);
    long padded = padded(lengthBytes);
    room(padded);
    clearPadding(lengthBytes, padded);
    Reserved reservation = new Reserved(at, buffer.asSlice(at, lengthBytes));
    reserved.add(reservation);
    at += padded;
    return reservation.segment();
  }

  /** Memory that was handed out: where it belongs, and where it was when it was handed out. */
  private record Reserved(long offset, MemorySegment segment) {}

  private void putBytes(MemorySegment bytes) {
    long padded = padded(bytes.byteSize());
    room(padded);
    MemorySegment.copy(bytes, 0, buffer, at, bytes.byteSize());
    clearPadding(bytes.byteSize(), padded);
    at += padded;
  }

  private void clearPadding(long lengthBytes, long padded) {
    for (long i = at + lengthBytes; i < at + padded; i++) {
      buffer.set(ValueLayout.JAVA_BYTE, i, (byte) 0);
    }
  }

  private static long padded(long bytes) {
    return (bytes + 7) & -8;
  }

  /** Whether a peer that accepts so much takes this payload. */
  public boolean fits(long maxPayload) {
    return payloadBytes() <= maxPayload;
  }

  /**
   * What tells that it does not {@link #fits fit}.
   *
   * @param what the operation, or what else this is
   */
  public InvalidArgumentException tooLarge(String what, long maxPayload) {
    return new InvalidArgumentException(
        ErrorCode.INVALID_ARGUMENT,
        what
            + ": its values take "
            + payloadBytes()
            + " bytes besides bulk memory, the peer accepts "
            + maxPayload);
  }
}
