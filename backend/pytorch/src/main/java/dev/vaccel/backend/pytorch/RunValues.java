package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors and values of one run, freed together. Inputs are copied: a model may write to what it is
 * given. Confined to the thread of the run.
 */
final class RunValues implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final PytorchBindings torch;
  private final Arena memory = Arena.ofConfined();
  private final List<Long> tensors = new ArrayList<>();
  private final List<Long> values = new ArrayList<>();
  private final List<Long> arguments = new ArrayList<>();

  RunValues(PytorchBindings torch) {
    this.torch = torch;
  }

  /** Adds the next argument. */
  void add(NamedTensor named) {
    Tensor tensor = named.tensor();
    int type = ElementTypes.number(tensor.elementType());
    if (type < 0) {
      throw new InvalidArgumentException(
          ErrorCode.UNSUPPORTED_TYPE,
          "input '"
              + named.name()
              + "' is "
              + tensor.elementType().lowerName()
              + ": the back end pytorch takes f32, f64, f16, u8, i8, i32, i64 and bool");
    }
    long bytes = tensor.data().byteSize();
    if (bytes > Integer.MAX_VALUE) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH,
          "input '"
              + named.name()
              + "' has "
              + bytes
              + " bytes: the back end pytorch takes at most "
              + Integer.MAX_VALUE);
    }
    MemorySegment copy = memory.allocate(Math.max(1, bytes), ALIGNMENT).asSlice(0, bytes);
    copy.copyFrom(tensor.data());
    long created =
        torch.tensor(
            copy.asByteBuffer().order(ByteOrder.nativeOrder()), tensor.shape().dims(), type);
    tensors.add(created);
    arguments.add(owned(torch.valueOf(created)));
  }

  /** The arguments in the order in which they were added. */
  long[] arguments() {
    return arguments.stream().mapToLong(Long::longValue).toArray();
  }

  /** Frees a value at the end. */
  long owned(long value) {
    values.add(value);
    return value;
  }

  /** Frees a tensor at the end. */
  long ownedTensor(long tensor) {
    tensors.add(tensor);
    return tensor;
  }

  /** Outputs may share memory with inputs: everything goes, then the memory. */
  @Override
  public void close() {
    values.forEach(torch::deleteValue);
    tensors.forEach(torch::deleteTensor);
    memory.close();
  }
}
