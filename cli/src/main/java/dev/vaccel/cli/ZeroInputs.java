package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;

/** Tensors that a model takes, all zeros: for timing it where nothing better is at hand. */
final class ZeroInputs {
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_STRINGS = 1 << 20;
  private static final long USUAL_SIDE = 224;

  private ZeroInputs() {}

  /**
   * One for each input.
   *
   * @param said what its bundle says of its first input
   * @param memory gives zeros, so many bytes
   */
  static List<NamedTensor> of(ModelInfo info, ModelInput said, LongFunction<MemorySegment> memory) {
    List<NamedTensor> inputs = new ArrayList<>();
    for (TensorInfo input : info.inputs()) {
      Shape shape = Shape.of(dims(input, said));
      if (input.elementType() == ElementType.STRING) {
        int count = Math.toIntExact(Math.min(shape.elementCount(), MOST_STRINGS));
        inputs.add(
            new NamedTensor(input.name(), Tensor.ofStrings(shape, Collections.nCopies(count, ""))));
        continue;
      }
      long count = shape.elementCount();
      if (count > MOST_BYTES / input.elementType().bytes()) {
        throw Failure.failed("input " + input.name() + " has " + count + " elements");
      }
      MemorySegment zeros = memory.apply(count * input.elementType().bytes());
      inputs.add(new NamedTensor(input.name(), new Tensor(input.elementType(), shape, zeros)));
    }
    return inputs;
  }

  private static long[] dims(TensorInfo input, ModelInput said) {
    if (!input.dims().equals(TensorInfo.ANY_SHAPE)) {
      return dims(input.dims(), said);
    }
    Layout layout = said.layout();
    if (layout == null || said.width() == 0 || said.height() == 0) {
      throw Failure.failed(
          "input "
              + input.name()
              + " may have any shape: say layout, width and height in a bundle (vaccel model"
              + " bundle)");
    }
    long channels = said.colorOrder().channels();
    return layout == Layout.NCHW
        ? new long[] {1, channels, said.height(), said.width()}
        : new long[] {1, said.height(), said.width(), channels};
  }

  /** The extents that the call decides: one of everything, and a picture of the usual size. */
  private static long[] dims(List<Long> said, ModelInput input) {
    long[] dims = new long[said.size()];
    boolean isPicture = dims.length == 4;
    for (int i = 0; i < dims.length; i++) {
      long known = said.get(i);
      dims[i] = known >= 0 ? known : 1;
    }
    if (isPicture) {
      boolean channelsLast = said.get(3) > 0 && said.get(3) <= 4;
      int row = channelsLast ? 1 : 2;
      if (said.get(row) < 0) {
        dims[row] = input.height() > 0 ? input.height() : USUAL_SIDE;
      }
      if (said.get(row + 1) < 0) {
        dims[row + 1] = input.width() > 0 ? input.width() : USUAL_SIDE;
      }
      int channels = channelsLast ? 3 : 1;
      if (said.get(channels) < 0) {
        dims[channels] = 3;
      }
    }
    return dims;
  }
}
