package dev.vaccel.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime's memory, shared by every session that loaded the same content.
 * Thread-safe: ONNX Runtime allows runs of one session at the same time.
 */
final class LoadedModel implements AutoCloseable {
  private final String name;
  private final OrtSession session;
  private final long bytes;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;

  /**
   * Takes over {@code session}.
   *
   * @param name for messages
   * @param bytes size of the model's files
   */
  LoadedModel(String name, OrtSession session, long bytes) throws OrtException {
    this.name = name;
    this.session = session;
    this.bytes = bytes;
    this.inputs = tensors("input", session.getInputInfo());
    this.outputs = tensors("output", session.getOutputInfo());
  }

  String name() {
    return name;
  }

  OrtSession session() {
    return session;
  }

  long bytes() {
    return bytes;
  }

  /** By name, in the model's order. */
  Map<String, TensorInfo> inputs() {
    return inputs;
  }

  /** By name, in the model's order. */
  Map<String, TensorInfo> outputs() {
    return outputs;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      System.getLogger(LoadedModel.class.getName())
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
