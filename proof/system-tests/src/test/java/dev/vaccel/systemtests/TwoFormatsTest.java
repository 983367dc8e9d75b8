package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.testing.SharedModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One network as an ONNX and as a TensorFlow Lite model, each of which finds its own back end. */
@Timeout(300)
class TwoFormatsTest {
  private static final int SIDE = 224;

  @BeforeEach
  void requireTflite() {
    InstalledFrameworks.require("tflite");
  }

  @Test
  void bothGiveTheSameProbabilities() throws Exception {
    float[] pixels = SharedModels.npy("tflite_mobilenet_v1_025_224_float_tflite__chelsea_rgb");
    float[] rows = new float[pixels.length];
    float[] planes = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rows[i] = (pixels[i] - 127.5f) / 127.5f;
      planes[i % 3 * SIDE * SIDE + i / 3] = rows[i];
    }
    try (LocalRuntime runtime = LocalRuntime.open(Set.of("onnx", "tflite"), Map.of());
        Session session = runtime.openSession()) {
      float[] lite =
          run(
              session,
              "tflite",
              SharedModels.file("tflite/mobilenet_v1_025_224_float.tflite"),
              Tensor.ofFloats(Shape.of(1, SIDE, SIDE, 3), rows));
      float[] onnx =
          run(
              session,
              "onnx",
              SharedModels.file("onnx/mobilenet_v1_025_224.onnx"),
              Tensor.ofFloats(Shape.of(1, 3, SIDE, SIDE), planes));
      assertEquals(1001, lite.length);
      // The same weights, summed in another order.
      assertArrayEquals(onnx, lite, 0.001f);
      int best = 0;
      for (int i = 1; i < lite.length; i++) {
        best = lite[i] > lite[best] ? i : best;
      }
      assertEquals(286, best, "Egyptian cat");
    }
  }

  @Test
  void commandRunsAModelByItsFile() throws Exception {
    VaccelProcess.Result result =
        VaccelProcess.run(
            "infer",
            "--model",
            SharedModels.file("tflite/kws_dscnn_float.tflite").toString(),
            "--input",
            "input_1=" + SharedModels.file("expected/tflite_kws_dscnn_float__yes_in.npy"));
    assertEquals(0, result.exitCode(), result.messages());
    assertTrue(result.output().contains("Identity"), result.output());
    assertTrue(result.output().contains("[1,12]"), result.output());
  }

  private static float[] run(Session session, String backend, Path model, Tensor input)
      throws Exception {
    TensorApi api = session.api(TensorApi.class);
    ModelHandle handle = api.load(session.register(model));
    assertEquals(backend, api.describe(handle).backend());
    String name = api.describe(handle).inputs().getFirst().name();
    return api.run(handle, List.of(new NamedTensor(name, input)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }
}
