package dev.vaccel.backend.tensorflow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one protobuf message. The bytes are a stranger's: whatever leaves the message
 * is an {@link IllegalArgumentException}. Confined to one thread. Source: protobuf's encoding
 * guide.
 */
final class Proto {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final MemorySegment data;
  private long at;
  private int field;
  private int wireType;
  private long number;
  private MemorySegment bytes = MemorySegment.NULL;

  Proto(MemorySegment data) {
    this.data = data;
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (at >= data.byteSize()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw new IllegalArgumentException("field number " + (tag >>> 3));
    }
    switch (wireType) {
      case VARINT -> number = varint();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      case BYTES -> {
        long length = varint();
        if (length < 0 || length > data.byteSize() - at) {
          throw new IllegalArgumentException("field " + field + " leaves its message");
        }
        bytes = data.asSlice(at, length);
        at += length;
      }
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
    return true;
  }

  /** Whether this is field {@code number} and holds a message, text or bytes. */
  boolean isBytes(int wanted) {
    return field == wanted && wireType == BYTES;
  }

  /** Whether this is field {@code number} and holds a number. */
  boolean isNumber(int wanted) {
    return field == wanted && wireType == VARINT;
  }

  long number() {
    return number;
  }

  Proto message() {
    return new Proto(bytes);
  }

  String text() {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private void skip(long count) {
    if (count > data.byteSize() - at) {
      throw new IllegalArgumentException("field " + field + " leaves its message");
    }
    at += count;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= data.byteSize()) {
        throw new IllegalArgumentException("a number is cut short");
      }
      byte next = data.get(ValueLayout.JAVA_BYTE, at++);
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
