package dev.vaccel.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.SharedModels;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real models against outputs that were recorded elsewhere. */
@Timeout(300)
class SharedModelsTest {
  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;

  @BeforeEach
  void open() {
    bench = Benches.open(folder, Map.of());
  }

  @AfterEach
  void close() {
    if (bench != null) {
      bench.close();
    }
  }

  @Test
  void mobilenetAnswersAsItsTwinInOnnxDoes() {
    assertArrayEquals(
        npy("onnx_mobilenet_v1_025_224_onnx__chelsea_out"),
        run(mobilenet(), "image", chelsea(1)).getFirst().tensor().floats(),
        1e-5f); // the manifest's own comparison found 3e-7
  }

  @Test
  void aBatchGivesTheSameAnswerForEach() {
    float[] one = run(mobilenet(), "image", chelsea(1)).getFirst().tensor().floats();
    Tensor batch = run(mobilenet(), "image", chelsea(3)).getFirst().tensor();
    assertEquals(Shape.of(3, 1001), batch.shape());
    for (int i = 0; i < 3; i++) {
      float[] part = new float[1001];
      System.arraycopy(batch.floats(), i * 1001, part, 0, 1001);
      assertArrayEquals(one, part, 1e-5f);
    }
  }

  @Test
  void keywordsOfASavedModelWithVariables() {
    ModelHandle model = bench.tensors().load(bench.add(file("tf/kws_dscnn_savedmodel")));
    ModelInfo info = bench.tensors().describe(model);
    assertEquals("[input_1]", info.inputs().stream().map(i -> i.name()).toList().toString());
    assertEquals(List.of(-1L, 49L, 10L, 1L), info.inputs().getFirst().dims());
    for (String word : List.of("yes", "silence")) {
      Tensor input =
          Tensor.ofFloats(Shape.of(1, 49, 10, 1), npy("tflite_kws_dscnn_float__" + word + "_in"));
      List<NamedTensor> outputs = run(model, "input_1", input);
      assertEquals("dense", outputs.getFirst().name());
      assertArrayEquals(
          npy("tf_kws_dscnn_savedmodel__" + word + "_out"),
          outputs.getFirst().tensor().floats(),
          5e-4f); // the record's own tolerance
    }
  }

  @Test
  void aFrozenGraphFindsItsOwnInputsAndOutputs() throws IOException {
    ModelHandle model =
        bench
            .tensors()
            .load(bench.add(Files.readAllBytes(file("tf/hourglass_pose_192_frozen.pb"))));
    ModelInfo info = bench.tensors().describe(model);
    assertEquals("image", info.inputs().getFirst().name());
    assertEquals(
        "[hourglass_out_3]", info.outputs().stream().map(o -> o.name()).toList().toString());
    Tensor maps =
        run(model, "image", Tensor.ofFloats(Shape.of(1, 192, 192, 3), new float[110592]))
            .getFirst()
            .tensor();
    assertEquals(Shape.of(1, 48, 48, 14), maps.shape());
  }

  @Test
  void manySessionsRunOneModelAtOnce() throws Exception {
    float[] expected = run(mobilenet(), "image", chelsea(1)).getFirst().tensor().floats();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        done.add(
            threads.submit(
                () -> {
                  try (var session = bench.backend().openSession(bench)) {
                    TensorApi tensors = session.api(TensorApi.class);
                    ModelHandle model =
                        tensors.load(bench.add(file("tf/mobilenet_v1_025_224_savedmodel")));
                    for (int run = 0; run < 5; run++) {
                      assertArrayEquals(
                          expected,
                          tensors
                              .run(model, List.of(new NamedTensor("image", chelsea(1))), List.of())
                              .getFirst()
                              .tensor()
                              .floats(),
                          1e-5f);
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    assertEquals(1, bench.backend().loadedModels());
  }

  private ModelHandle mobilenet() {
    return bench.tensors().load(bench.add(file("tf/mobilenet_v1_025_224_savedmodel")));
  }

  private List<NamedTensor> run(ModelHandle model, String input, Tensor tensor) {
    return bench.tensors().run(model, List.of(new NamedTensor(input, tensor)), List.of());
  }

  private static Tensor chelsea(int times) {
    float[] pixels = npy("onnx_mobilenet_v1_025_224_onnx__chelsea_rgb");
    float[] values = new float[times * pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i % pixels.length] - 127.5f) / 127.5f;
    }
    return Tensor.ofFloats(Shape.of(times, 224, 224, 3), values);
  }

  private static float[] npy(String name) {
    try {
      return SharedModels.npy(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path file(String name) {
    return SharedModels.file(name).toAbsolutePath();
  }
}
