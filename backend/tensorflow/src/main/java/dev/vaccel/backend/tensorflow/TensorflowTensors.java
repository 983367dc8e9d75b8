package dev.vaccel.backend.tensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The tensors of one side of a run in TensorFlow's own memory: one copy in, one out. What a failed
 * run left is freed as well. Confined to the thread of the run.
 */
final class TensorflowTensors implements AutoCloseable {
  private static final ValueLayout.OfInt COUNT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final TensorflowBindings tensorflow;
  private final Arena arena;
  private final int count;
  private final MemorySegment pointers;

  TensorflowTensors(TensorflowBindings tensorflow, Arena arena, int count) {
    this.tensorflow = tensorflow;
    this.arena = arena;
    this.count = count;
    this.pointers = arena.allocate(ADDRESS, Math.max(1, count));
  }

  /** Array of TF_Tensor*. */
  MemorySegment pointers() {
    return pointers;
  }

  /** Copies a tensor in. */
  void put(int index, NamedTensor named) {
    Tensor tensor = named.tensor();
    long[] dims = tensor.shape().dims();
    MemorySegment extents = arena.allocate(JAVA_LONG, Math.max(1, dims.length));
    for (int i = 0; i < dims.length; i++) {
      extents.setAtIndex(JAVA_LONG, i, dims[i]);
    }
    boolean strings = tensor.elementType() == ElementType.STRING;
    long bytes =
        strings
            ? Math.multiplyExact(tensor.shape().elementCount(), TensorflowBindings.TSTRING_BYTES)
            : tensor.data().byteSize();
    MemorySegment allocated =
        tensorflow.allocate(ElementTypes.number(tensor.elementType()), extents, dims.length, bytes);
    if (allocated.address() == 0) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "input '" + named.name() + "': TensorFlow has no memory for " + bytes + " bytes");
    }
    pointers.setAtIndex(ADDRESS, index, allocated);
    if (strings) {
      putStrings(tensor, tensorflow.data(allocated));
    } else {
      tensorflow.data(allocated).copyFrom(tensor.data());
    }
  }

  /** Copies a tensor out, to the Java heap. */
  Tensor copy(int index, String name) {
    MemorySegment tensor = pointers.getAtIndex(ADDRESS, index);
    int number = tensorflow.tensorType(tensor);
    ElementType type = ElementTypes.of(number);
    if (type == null) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "output '"
              + name
              + "' has TensorFlow's element type "
              + number
              + ": expected a number,"
              + " a truth value or a string");
    }
    Shape shape = Shape.of(tensorflow.dims(tensor));
    MemorySegment data = tensorflow.data(tensor);
    return new Tensor(
        type,
        shape,
        type == ElementType.STRING
            ? strings(data, shape.elementCount())
            : MemorySegment.ofArray(data.toArray(ValueLayout.JAVA_BYTE)));
  }

  @Override
  public void close() {
    for (int i = 0; i < count; i++) {
      MemorySegment tensor = pointers.getAtIndex(ADDRESS, i);
      if (tensor.address() != 0) {
        tensorflow.deleteTensor(tensor);
      }
    }
  }

  private void putStrings(Tensor tensor, MemorySegment to) {
    long at = 0;
    for (long i = 0; i < tensor.shape().elementCount(); i++) {
      int length = tensor.data().get(COUNT, at);
      MemorySegment text = tensor.data().asSlice(at + Integer.BYTES, length);
      MemorySegment own = arena.allocate(Math.max(1, length)).asSlice(0, length).copyFrom(text);
      tensorflow.writeString(
          to.asSlice(i * TensorflowBindings.TSTRING_BYTES, TensorflowBindings.TSTRING_BYTES), own);
      at += Integer.BYTES + length;
    }
  }

  // A TF_Tensor of strings frees them itself.
  private MemorySegment strings(MemorySegment from, long elements) {
    long bytes = 0;
    for (long i = 0; i < elements; i++) {
      bytes = Math.addExact(bytes, Integer.BYTES + text(from, i).byteSize());
    }
    MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
    long at = 0;
    for (long i = 0; i < elements; i++) {
      MemorySegment text = text(from, i);
      to.set(COUNT, at, Math.toIntExact(text.byteSize()));
      to.asSlice(at + Integer.BYTES, text.byteSize()).copyFrom(text);
      at += Integer.BYTES + text.byteSize();
    }
    return to;
  }

  private MemorySegment text(MemorySegment from, long index) {
    return tensorflow.string(
        from.asSlice(index * TensorflowBindings.TSTRING_BYTES, TensorflowBindings.TSTRING_BYTES));
  }
}
