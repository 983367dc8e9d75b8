package dev.vaccel.backend.genop;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Arguments of one call, read by position. Their types and sizes were checked; their memory may
 * have any alignment.
 */
record GenopArguments(String operation, List<TypedArgument> read, List<TypedArgument> write) {
  /** Most bytes of a write argument without data, which costs its caller nothing: 256 MiB. */
  static final long MAX_ROOM_BYTES = 1 << 28;

  static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  GenopArguments {
    if (read.size() > GenopApi.MAX_ARGUMENTS || write.size() > GenopApi.MAX_ARGUMENTS) {
      throw GenopErrors.invalid(
          operation + ": more than " + GenopApi.MAX_ARGUMENTS + " arguments of a kind");
    }
  }

  /** An INT64 that the described operation takes as {@code int}. */
  int count(int index) {
    long value = data(index).get(INT64, 0);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw GenopErrors.invalid(what(index) + ": " + value + ", expected 0 to 2147483647");
    }
    return (int) value;
  }

  float float32(int index) {
    return data(index).get(FLOAT32, 0);
  }

  MemorySegment data(int index) {
    MemorySegment data = read.get(index).data();
    if (data.byteSize() != read.get(index).byteSize()) {
      throw GenopErrors.invalid(what(index) + " has no content");
    }
    return data;
  }

  int int32(int index) {
    return data(index).get(INT32, 0);
  }

  /** Data as it lies, or a copy where that is not aligned for elements of eight bytes. */
  MemorySegment elements(int index) {
    return aligned(data(index));
  }

  /** Memory as it lies, or a copy where that is not aligned for elements of eight bytes. */
  static MemorySegment aligned(MemorySegment data) {
    return data.maxByteAlignment() >= Double.BYTES ? data : zeros(data.byteSize()).copyFrom(data);
  }

  /** As {@link #elements}, of exactly this size. */
  MemorySegment sizedElements(int index, long bytes) {
    if (data(index).byteSize() != bytes) {
      throw GenopErrors.invalid(
          what(index) + ": " + data(index).byteSize() + " bytes, expected " + bytes);
    }
    return elements(index);
  }

  /** Room for a write argument that must have exactly this size. */
  MemorySegment sameSize(int index, long bytes) {
    if (write.get(index).byteSize() != bytes) {
      throw GenopErrors.invalid(
          operation
              + ", write argument "
              + index
              + ": "
              + write.get(index).byteSize()
              + " bytes, expected "
              + bytes);
    }
    return changed(index);
  }

  /** Data as it lies, or a copy where that is not aligned for floats. */
  MemorySegment floats(int index) {
    MemorySegment data = data(index);
    return data.maxByteAlignment() >= Float.BYTES ? data : zeros(data.byteSize()).copyFrom(data);
  }

  /** The text before the NUL. */
  String text(int index) {
    MemorySegment data = data(index);
    long bytes = data.byteSize();
    if (bytes == 0 || data.get(ValueLayout.JAVA_BYTE, bytes - 1) != 0) {
      throw GenopErrors.invalid(what(index) + ": STRING without NUL as its last byte");
    }
    byte[] text = data.asSlice(0, bytes - 1).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The resource with this SHA-256. */
  ResourceId resource(int index) {
    MemorySegment data = data(index);
    if (data.byteSize() != ResourceId.BYTES) {
      throw GenopErrors.invalid(
          what(index) + ": " + data.byteSize() + " bytes, expected the 32 of a SHA-256");
    }
    return ResourceId.of(data.toArray(ValueLayout.JAVA_BYTE));
  }

  /** A copy of a write argument, which an operation changes; aligned for any element. */
  MemorySegment changed(int index) {
    MemorySegment copy = zeros(room(index));
    MemorySegment data = write.get(index).data();
    return data.byteSize() > 0 ? copy.copyFrom(data) : copy;
  }

  /** Bytes of a write argument, if that is not too much to allocate. */
  long room(int index) {
    long bytes = write.get(index).byteSize();
    if (bytes > MAX_ROOM_BYTES) {
      throw GenopErrors.invalid(
          operation
              + ", write argument "
              + index
              + ": "
              + bytes
              + " bytes, expected at most "
              + MAX_ROOM_BYTES);
    }
    return bytes;
  }

  /** Text with its NUL as what became of a write argument. */
  MemorySegment textFor(int index, String text) {
    byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
    if (bytes.length > write.get(index).byteSize()) {
      throw GenopErrors.tooShort(
          operation + ", write argument " + index, bytes.length, write.get(index).byteSize());
    }
    return MemorySegment.ofArray(bytes);
  }

  /** Bytes as what became of a write argument. */
  MemorySegment bytesFor(int index, MemorySegment bytes) {
    if (bytes.byteSize() > write.get(index).byteSize()) {
      throw GenopErrors.tooShort(
          operation + ", write argument " + index, bytes.byteSize(), write.get(index).byteSize());
    }
    return bytes;
  }

  /** Memory of zeros that is aligned for any element. */
  static MemorySegment zeros(long bytes) {
    long[] words = new long[Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES)];
    return MemorySegment.ofArray(words).asSlice(0, bytes);
  }

  private String what(int index) {
    return operation + ", read argument " + index;
  }
}
