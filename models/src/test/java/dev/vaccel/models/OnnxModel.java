package dev.vaccel.models;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime, run image by image. Confined to one thread. */
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

  /** The outputs for a batch of images, one after the other in {@code input}. */
  Map<String, float[]> predict(float[] input, int batch) {
    long[] shape = {batch, 3, ShapeModel.SIDE, ShapeModel.SIDE};
    try (var tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
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

  /** One output for one image. */
  float[] output(String name, float[] input) {
    return predict(input).getOrDefault(name, new float[0]);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
