package dev.vaccel.api;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A dense array: element type, shape (outermost dimension first, row-major, no gaps) and its
 * memory, little-endian. The memory stays whoever's it was; a tensor that an operation returns is
 * backed by memory the garbage collector frees. Thread-safe as far as its memory is.
 *
 * @param elementType type of each element
 * @param shape extents, all known
 * @param data exactly {@code shape.elementCount() * elementType.bytes()} bytes
 */
public record Tensor(ElementType elementType, Shape shape, MemorySegment data) {
  private static final ValueLayout.OfInt COUNT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Checks that the memory has the size that type and shape imply. */
  public Tensor {
    long count = shape.elementCount();
    if (elementType != ElementType.STRING) {
      if (count > Long.MAX_VALUE / elementType.bytes()
          || count * elementType.bytes() != data.byteSize()) {
        throw new InvalidArgumentException(
            ErrorCode.SIZE_MISMATCH,
            "tensor "
                + elementType.lowerName()
                + shape
                + ": expected "
                + count
                + " elements of "
                + elementType.bytes()
                + " bytes, got "
                + data.byteSize()
                + " bytes");
      }
    } else {
      checkStrings(data, count);
    }
  }

  /** An f32 tensor over a copy of {@code values}. */
  public static Tensor ofFloats(Shape shape, float... values) {
    MemorySegment data = MemorySegment.ofArray(new long[(values.length + 1) / 2]);
    MemorySegment exact = data.asSlice(0, 4L * values.length);
    for (int i = 0; i < values.length; i++) {
      exact.set(F32, 4L * i, values[i]);
    }
    return new Tensor(ElementType.F32, shape, exact);
  }

  /** A string tensor of UTF-8 texts. */
  public static Tensor ofStrings(Shape shape, List<String> values) {
    List<byte[]> encoded = new ArrayList<>();
    long bytes = 0;
    for (String value : values) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      encoded.add(utf8);
      bytes += Integer.BYTES + utf8.length;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
    long at = 0;
    for (byte[] utf8 : encoded) {
      data.set(COUNT, at, utf8.length);
      MemorySegment.copy(utf8, 0, data, ValueLayout.JAVA_BYTE, at + Integer.BYTES, utf8.length);
      at += Integer.BYTES + utf8.length;
    }
    return new Tensor(ElementType.STRING, shape, data);
  }

  /**
   * The elements of an f32 tensor, as a copy.
   *
   * @throws InvalidArgumentException for another element type
   */
  public float[] floats() {
    require(ElementType.F32);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(F32, 4L * i);
    }
    return values;
  }

  /**
   * The elements of a string tensor, read as UTF-8.
   *
   * @throws InvalidArgumentException for another element type
   */
  public List<String> strings() {
    require(ElementType.STRING);
    List<String> values = new ArrayList<>();
    long at = 0;
    while (at < data.byteSize()) {
      int length = data.get(COUNT, at);
      byte[] utf8 = data.asSlice(at + Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
      values.add(new String(utf8, StandardCharsets.UTF_8));
      at += Integer.BYTES + length;
    }
    return values;
  }

  private void require(ElementType wanted) {
    if (elementType != wanted) {
      throw new InvalidArgumentException(
          ErrorCode.UNSUPPORTED_TYPE,
          "tensor of " + elementType.lowerName() + " read as " + wanted.lowerName());
    }
  }

  private static void checkStrings(MemorySegment data, long count) {
    long at = 0;
    long found = 0;
    while (at < data.byteSize()) {
      long left = data.byteSize() - at - Integer.BYTES;
      long length = left < 0 ? -1 : Integer.toUnsignedLong(data.get(COUNT, at));
      if (left < 0 || length > left || length > Integer.MAX_VALUE) {
        throw new InvalidArgumentException(
            ErrorCode.SIZE_MISMATCH,
            "string tensor: element " + found + " leaves its " + data.byteSize() + " bytes");
      }
      at += Integer.BYTES + length;
      found++;
    }
    if (found != count) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH,
          "string tensor: its shape has " + count + " elements, its data " + found);
    }
  }
}
