package dev.vaccel.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** A model in ONNX Runtime's memory. Thread-safe: it allows runs of one session at once. */
final class OnnxModel implements LoadedModel {
  private final OrtEnvironment environment;
  private final String name;
  private final OrtSession session;
  private final long bytes;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;

  /** Takes over {@code session}. */
  OnnxModel(OrtEnvironment environment, String name, OrtSession session, long bytes)
      throws OrtException {
    this.environment = environment;
    this.name = name;
    this.session = session;
    this.bytes = bytes;
    this.inputs = tensors("input", session.getInputInfo());
    this.outputs = tensors("output", session.getOutputInfo());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Map<String, TensorInfo> inputs() {
    return inputs;
  }

  @Override
  public Map<String, TensorInfo> outputs() {
    return outputs;
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> given, List<String> wanted) {
    try (RunInputs tensors = new RunInputs(environment, given);
        OrtSession.Result result = session.run(tensors.byName(), new LinkedHashSet<>(wanted))) {
      return RunOutputs.copy(result, wanted);
    } catch (OrtException e) {
      throw OnnxErrors.failedRun(name, e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      System.getLogger(OnnxModel.class.getName())
          .log(System.Logger.Level.WARNING, "model not released: " + name, e);
    }
  }

  private Map<String, TensorInfo> tensors(String kind, Map<String, NodeInfo> nodes) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NodeInfo> node : nodes.entrySet()) {
      String tensorName = node.getKey();
      if (!(node.getValue().getInfo() instanceof ai.onnxruntime.TensorInfo info)) {
        throw unsupported(kind, tensorName, "no tensor but a sequence or map");
      }
      ElementType type = ElementTypes.of(info.onnxType);
      if (type == null) {
        throw unsupported(kind, tensorName, "of type " + info.onnxType);
      }
      List<Long> dims = new ArrayList<>(Arrays.stream(info.getShape()).boxed().toList());
      tensors.put(tensorName, new TensorInfo(tensorName, type, dims));
    }
    return tensors;
  }

  private UnsupportedException unsupported(String kind, String tensorName, String is) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        name
            + ": "
            + kind
            + " '"
            + tensorName
            + "' is "
            + is
            + ": expected tensors of f16 bf16 f32 f64 i8 u8 i16 u16 i32 u32 i64 u64 bool string");
  }
}
