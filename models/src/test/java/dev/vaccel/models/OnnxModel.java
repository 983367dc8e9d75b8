package dev.vaccel.models;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A model in ONNX Runtime, run sample by sample. Confined to one thread. */
final class OnnxModel implements Predictor, AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxModel(byte[] model) throws OrtException {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model, options);
    }
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  @Override
  public Map<String, float[]> predict(float[] input) {
    return predict(input, 1);
  }

  /** The outputs for a batch of samples, one after the other in {@code input}. */
  Map<String, float[]> predict(float[] input, int batch) {
    try (var tensor = tensor(input, batch);
        var result = session.run(Map.of(ModelCard.INPUT, tensor))) {
      var outputs = new HashMap<String, float[]>();
      for (var output : result) {
        outputs.put(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer().array());
      }
      return outputs;
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime failed", e);
    }
  }

  /** Pictures as float32, texts as bytes: whichever the model takes. */
  private OnnxTensor tensor(float[] input, int batch) throws OrtException {
    var node = Objects.requireNonNull(session.getInputInfo().get(ModelCard.INPUT));
    var info = (TensorInfo) node.getInfo();
    long[] shape = info.getShape();
    shape[0] = batch;
    if (info.type != OnnxJavaType.UINT8) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
    }
    var bytes = ByteBuffer.allocateDirect(input.length);
    for (float value : input) {
      bytes.put((byte) (int) value);
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
  }

  /** One output for one sample. */
  float[] output(String name, float[] input) {
    return predict(input).getOrDefault(name, new float[0]);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
