package dev.vaccel.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtUtil;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The outputs of one run, copied out of ONNX Runtime's memory, which is reused by the next run. */
final class RunOutputs {
  private RunOutputs() {}

  /** The outputs with these names, in this order, on the Java heap. */
  static List<NamedTensor> copy(OrtSession.Result result, List<String> names) throws OrtException {
    List<NamedTensor> outputs = new ArrayList<>(names.size());
    for (String name : names) {
      outputs.add(new NamedTensor(name, tensor(name, result.get(name).orElseThrow())));
    }
    return outputs;
  }

  private static Tensor tensor(String name, OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw unsupported(name, value.getType().toString());
    }
    ElementType type = ElementTypes.of(tensor.getInfo().onnxType);
    if (type == null) {
      throw unsupported(name, tensor.getInfo().onnxType.toString());
    }
    Shape shape = Shape.of(tensor.getInfo().getShape());
    if (type == ElementType.STRING) {
      Object strings = tensor.getValue();
      return Tensor.ofStrings(
          shape,
          strings instanceof String one ? List.of(one) : List.of(OrtUtil.flattenString(strings)));
    }
    return new Tensor(type, shape, MemorySegment.ofBuffer(tensor.getByteBuffer()));
  }

  private static UnsupportedException unsupported(String name, String type) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "output '" + name + "' is " + type + ": expected a tensor of a supported element type");
  }
}
