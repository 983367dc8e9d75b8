package dev.vaccel.backend.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
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
  void mobilenetAnswersAsItsTwinInOnnxDoes() throws IOException {
    ModelHandle model = bench.tensors().load(add("torch/mobilenet_v1_025_224.pt"));
    TensorInfo input = bench.tensors().describe(model).inputs().getFirst();
    assertEquals("x", input.name());
    assertEquals(TensorInfo.ANY_SHAPE, input.dims());
    Tensor output = run(bench.tensors(), model, chelsea());
    assertEquals(Shape.of(1, 1001), output.shape());
    assertArrayEquals(
        SharedModels.npy("onnx_mobilenet_v1_025_224_onnx__chelsea_out"),
        output.floats(),
        1e-5f); // the manifest's own comparison found 5.4e-7
  }

  @Test
  void deeplabAnswersWithItsClasses() throws IOException {
    ModelHandle model = bench.tensors().load(add("torch/deeplabv3_257.pt"));
    Tensor output =
        run(bench.tensors(), model, Tensor.ofFloats(Shape.of(1, 3, 257, 257), new float[198147]));
    assertEquals(Shape.of(1, 21, 257, 257), output.shape());
  }

  @Test
  void manySessionsRunOneModelAtOnce() throws Exception {
    ResourceId id = add("torch/mobilenet_v1_025_224.pt");
    float[] expected = run(bench.tensors(), bench.tensors().load(id), chelsea()).floats();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        done.add(
            threads.submit(
                () -> {
                  try (var session = bench.backend().openSession(bench)) {
                    TensorApi tensors = session.api(TensorApi.class);
                    ModelHandle model = tensors.load(id);
                    int right = 0;
                    for (int run = 0; run < 5; run++) {
                      assertArrayEquals(expected, run(tensors, model, chelsea()).floats(), 1e-5f);
                      right++;
                    }
                    return right;
                  }
                }));
      }
      for (Future<Integer> each : done) {
        assertTrue(each.get() == 5);
      }
    }
    assertEquals(1, bench.backend().loadedModels());
  }

  private ResourceId add(String name) throws IOException {
    return bench.add(Files.readAllBytes(SharedModels.file(name)));
  }

  private static Tensor run(TensorApi tensors, ModelHandle model, Tensor input) {
    return tensors.run(model, List.of(new NamedTensor("x", input)), List.of()).getFirst().tensor();
  }

  private static Tensor chelsea() throws IOException {
    float[] pixels = SharedModels.npy("onnx_mobilenet_v1_025_224_onnx__chelsea_rgb");
    float[] planes = new float[pixels.length];
    int size = pixels.length / 3;
    for (int i = 0; i < pixels.length; i++) {
      planes[(i % 3) * size + i / 3] = (pixels[i] - 127.5f) / 127.5f;
    }
    return Tensor.ofFloats(Shape.of(1, 3, 224, 224), planes);
  }
}
