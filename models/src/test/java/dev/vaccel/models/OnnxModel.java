package dev.vaccel.models;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** A model in ONNX Runtime, run image by image. Confined to one thread. */
final class OnnxModel implements Evaluation.Classifier, AutoCloseable {
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
  public float[] scores(float[] input) {
    long[] shape = {1, 3, ShapeModel.SIDE, ShapeModel.SIDE};
    try (var tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
        var result = session.run(Map.of(ShapeModel.INPUT, tensor))) {
      var output = (OnnxTensor) result.get(ShapeModel.OUTPUT).orElseThrow();
      return output.getFloatBuffer().array();
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime failed", e);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
