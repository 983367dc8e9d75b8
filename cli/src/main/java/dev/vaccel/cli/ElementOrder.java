package dev.vaccel.cli;

import dev.vaccel.api.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Puts the elements and bytes of an array in the order that tensors have. */
final class ElementOrder {
  private ElementOrder() {}

  /** A row-major copy of an array whose first index runs fastest. */
  static MemorySegment rowMajor(MemorySegment columnMajor, Shape shape, int elementBytes) {
    long[] dims = shape.dims();
    long[] strides = new long[dims.length];
    long stride = elementBytes;
    for (int d = 0; d < dims.length; d++) {
      strides[d] = stride;
      stride *= dims[d];
    }
    MemorySegment target = Arena.ofAuto().allocate(columnMajor.byteSize(), 64);
    long[] index = new long[dims.length];
    long from = 0;
    for (long to = 0; to < target.byteSize(); to += elementBytes) {
      MemorySegment.copy(columnMajor, from, target, to, elementBytes);
      for (int d = dims.length - 1; d >= 0; d--) {
        from += strides[d];
        if (++index[d] < dims[d]) {
          break;
        }
        from -= strides[d] * dims[d];
        index[d] = 0;
      }
    }
    return target;
  }

  /** A copy in which the bytes of each element stand the other way round. */
  static MemorySegment reversedBytes(MemorySegment source, int elementBytes) {
    MemorySegment target = Arena.ofAuto().allocate(source.byteSize(), 64);
    for (long at = 0; at < source.byteSize(); at += elementBytes) {
      for (int b = 0; b < elementBytes; b++) {
        target.set(
            ValueLayout.JAVA_BYTE,
            at + b,
            source.get(ValueLayout.JAVA_BYTE, at + elementBytes - 1 - b));
      }
    }
    return target;
  }
}
