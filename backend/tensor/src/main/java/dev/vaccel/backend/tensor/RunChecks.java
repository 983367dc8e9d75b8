package dev.vaccel.backend.tensor;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run is given against what the model takes, before native code sees it. */
final class RunChecks {
  private RunChecks() {}

  static void check(LoadedModel model, List<NamedTensor> inputs, List<String> outputs) {
    Set<String> seen = new HashSet<>();
    for (NamedTensor input : inputs) {
      TensorInfo expected = model.inputs().get(input.name());
      if (expected == null) {
        throw invalid(
            model.name() + " has no input '" + input.name() + "': it has " + names(model.inputs()));
      }
      if (!seen.add(input.name())) {
        throw invalid("input '" + input.name() + "' is given twice");
      }
      checkTensor(input, expected);
    }
    if (seen.size() < model.inputs().size()) {
      Set<String> missing = new LinkedHashSet<>(model.inputs().keySet());
      missing.removeAll(seen);
      throw invalid(
          "no value for input "
              + names(missing)
              + " of "
              + model.name()
              + ": every input needs one");
    }
    Set<String> wanted = new HashSet<>();
    for (String output : outputs) {
      if (!model.outputs().containsKey(output)) {
        throw invalid(
            model.name() + " has no output '" + output + "': it has " + names(model.outputs()));
      }
      if (!wanted.add(output)) {
        throw invalid("output '" + output + "' is asked for twice");
      }
    }
  }

  private static void checkTensor(NamedTensor input, TensorInfo expected) {
    Tensor tensor = input.tensor();
    if (tensor.elementType() != expected.elementType()) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, given(input) + ": the model takes " + text(expected));
    }
    if (!fits(tensor.shape(), expected.dims())) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH, given(input) + ": the model takes " + text(expected));
    }
    if (tensor.elementType() == ElementType.BOOL) {
      checkBools(input.name(), tensor.data());
    }
  }

  private static boolean fits(Shape shape, List<Long> dims) {
    if (dims.equals(TensorInfo.ANY_SHAPE)) {
      return true;
    }
    if (shape.rank() != dims.size()) {
      return false;
    }
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i) >= 0 && dims.get(i) != shape.dim(i)) {
        return false;
      }
    }
    return true;
  }

  /** Another value in a C++ bool is undefined behaviour in the kernels. */
  private static void checkBools(String name, MemorySegment data) {
    for (long i = 0; i < data.byteSize(); i++) {
      int value = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
      if (value > 1) {
        throw invalid("input '" + name + "' bool " + i + " is " + value + ": expected 0 or 1");
      }
    }
  }

  private static String given(NamedTensor input) {
    return "input '"
        + input.name()
        + "' is "
        + input.tensor().elementType().lowerName()
        + input.tensor().shape();
  }

  private static String text(TensorInfo info) {
    return info.dims().equals(TensorInfo.ANY_SHAPE)
        ? info.elementType().lowerName() + " of any shape"
        : info.elementType().lowerName() + info.dims().toString().replace(" ", "");
  }

  private static String names(Map<String, TensorInfo> tensors) {
    return names(tensors.keySet());
  }

  private static String names(Set<String> names) {
    return "'" + String.join("', '", names) + "'";
  }

  private static InvalidArgumentException invalid(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
