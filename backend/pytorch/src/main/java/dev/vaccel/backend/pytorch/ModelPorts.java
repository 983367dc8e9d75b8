package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ModelOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inputs and outputs of a TorchScript model. Its code names the parameters of {@code forward} but
 * has neither element types nor sizes; a bundle may say them. What nobody says is f32 of any shape.
 *
 * @param inputs in the order of the parameters
 * @param outputs in the order of the result
 */
record ModelPorts(Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
  /** Copies nothing: the maps are made here and keep their order. */
  static ModelPorts of(ModelFile file, @Nullable ForwardSignature forward) {
    List<ModelInput> described = file.description().inputs();
    List<String> names = new ArrayList<>();
    if (forward == null) {
      for (ModelInput input : described) {
        names.add(input.name() == null ? "input" + names.size() : input.name());
      }
    } else {
      for (ForwardSignature.Parameter parameter : forward.parameters()) {
        if (!parameter.type().equals("Tensor")) {
          throw unsupported(
              file, "takes " + parameter.name() + ": " + parameter.type() + ", expected tensors");
        }
        names.add(parameter.name());
      }
    }
    if (names.isEmpty()) {
      throw unsupported(file, "is not found in its code, and its bundle names no inputs");
    }
    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      inputs.put(names.get(i), info(names.get(i), described(described, names.get(i), i)));
    }
    return new ModelPorts(inputs, outputs(file, forward));
  }

  private static Map<String, TensorInfo> outputs(
      ModelFile file, @Nullable ForwardSignature forward) {
    List<String> names = new ArrayList<>();
    for (ModelOutput output : file.description().outputs()) {
      if (output.name() != null) {
        names.add(output.name());
      }
    }
    int tensors = forward == null ? 1 : forward.resultTensors();
    if (forward != null && names.isEmpty() && tensors < 0) {
      throw unsupported(
          file, "gives " + forward.result() + ": a bundle must name the outputs for that");
    }
    if (names.isEmpty()) {
      for (int i = 0; i < tensors; i++) {
        names.add(tensors == 1 ? "output" : "output" + i);
      }
    }
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    names.forEach(
        name -> outputs.put(name, new TensorInfo(name, ElementType.F32, TensorInfo.ANY_SHAPE)));
    return outputs;
  }

  private static @Nullable ModelInput described(List<ModelInput> inputs, String name, int index) {
    for (ModelInput input : inputs) {
      if (name.equals(input.name())) {
        return input;
      }
    }
    return index < inputs.size() && inputs.get(index).name() == null ? inputs.get(index) : null;
  }

  private static TensorInfo info(String name, @Nullable ModelInput input) {
    if (input == null) {
      return new TensorInfo(name, ElementType.F32, TensorInfo.ANY_SHAPE);
    }
    ElementType type = input.elementType() == null ? ElementType.F32 : input.elementType();
    if (input.width() == 0 || input.height() == 0) {
      return new TensorInfo(name, type, TensorInfo.ANY_SHAPE);
    }
    long channels = input.colorOrder().channels();
    long width = input.width();
    long height = input.height();
    return new TensorInfo(
        name,
        type,
        input.layout() == Layout.NHWC
            ? List.of(-1L, height, width, channels)
            : List.of(-1L, channels, height, width));
  }

  private static UnsupportedException unsupported(ModelFile file, String what) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE, file.name() + ": its forward " + what);
  }
}
