package dev.vaccel.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SharedInstanceTest {
  @TempDir Path folder;

  @Test
  void manySessionsShareOneInstanceAndRunAtOnce() throws Exception {
    try (TensorBench<TensorBackend> bench = Onnx.bench(folder);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      ResourceId id = bench.add(TinyOnnx.sumAndDifference());
      List<Future<Integer>> done = new ArrayList<>();
      for (int session = 0; session < 16; session++) {
        float seed = session;
        done.add(threads.submit(() -> runs(bench, id, seed)));
      }
      for (Future<Integer> each : done) {
        assertEquals(100, each.get());
      }
      assertEquals(1, bench.backend().loadedModels());
    }
  }

  @Test
  void closingASessionGivesItsModelsBack() throws IOException {
    try (TensorBench<TensorBackend> bench = Onnx.bench(folder, Map.of("model-cache-bytes", "0"))) {
      ResourceId id = bench.add(TinyOnnx.identity(ElementType.F32, 2));
      TensorApi tensors = bench.tensors();
      tensors.load(id);
      tensors.load(id);
      assertEquals(1, bench.backend().loadedModels());
      bench.session().close();
      assertEquals(0, bench.backend().loadedModels());
    }
  }

  private static int runs(TensorBench<TensorBackend> bench, ResourceId id, float seed) {
    try (BackendSession session = bench.backend().openSession(bench)) {
      TensorApi tensors = session.api(TensorApi.class);
      ModelHandle model = tensors.load(id);
      int right = 0;
      for (int i = 0; i < 100; i++) {
        List<NamedTensor> outputs =
            tensors.run(
                model,
                List.of(
                    new NamedTensor("a", Tensor.ofFloats(Shape.of(1, 2), seed, i)),
                    new NamedTensor("b", Tensor.ofFloats(Shape.of(1, 2), i, seed))),
                List.of("sum"));
        assertArrayEquals(new float[] {seed + i, seed + i}, outputs.getFirst().tensor().floats());
        right++;
      }
      return right;
    }
  }
}
