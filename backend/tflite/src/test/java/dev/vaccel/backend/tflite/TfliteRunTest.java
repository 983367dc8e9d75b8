package dev.vaccel.backend.tflite;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TfliteRunTest {
  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;

  @BeforeEach
  void open() {
    bench = Tflite.bench(folder, Map.of());
  }

  @AfterEach
  void close() {
    if (bench != null) {
      bench.close();
    }
  }

  @Test
  void backEndTellsWhatItIs() {
    assertEquals("2.20.0 (XNNPACK)", bench.backend().version());
    assertEquals(List.of(Device.CPU), bench.backend().devices());
  }

  @Test
  void modelIsDescribedAndComputesForEveryBatchSize() throws IOException {
    ModelHandle model = load(TinyTflite.sum(0));
    assertEquals(
        List.of(
            new TensorInfo("a", ElementType.F32, List.of(-1L, 2L)),
            new TensorInfo("b", ElementType.F32, List.of(-1L, 2L))),
        bench.tensors().describe(model).inputs());
    assertEquals(
        List.of(new TensorInfo("sum", ElementType.F32, List.of(-1L, 2L))),
        bench.tensors().describe(model).outputs());
    for (int n : new int[] {1, 3, 1, 1000, 2}) {
      float[] a = new float[2 * n];
      float[] b = new float[2 * n];
      float[] sum = new float[2 * n];
      for (int i = 0; i < 2 * n; i++) {
        a[i] = i;
        b[i] = 0.5f * n;
        sum[i] = a[i] + b[i];
      }
      Tensor output = sum(model, Tensor.ofFloats(Shape.of(n, 2), a), Shape.of(n, 2), b);
      assertEquals(Shape.of(n, 2), output.shape());
      assertArrayEquals(sum, output.floats());
    }
  }

  @Test
  void inputsAreTakenByNameInAnyOrder() throws IOException {
    ModelHandle model = load(TinyTflite.sum(1));
    List<NamedTensor> outputs =
        bench.tensors().run(model, List.of(named("b", 10, 20), named("a", 1, 2)), List.of("sum"));
    assertArrayEquals(new float[] {11, 22}, outputs.getFirst().tensor().floats());
  }

  @Test
  void shapesThatDoNotGoTogetherFailAndTheNextRunWorks() throws IOException {
    ModelHandle model = load(TinyTflite.sum(0));
    assertFails(
        ErrorCode.SIZE_MISMATCH,
        () -> sum(model, Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4), Shape.of(3, 2), new float[6]),
        "TensorFlow Lite refuses these shapes");
    assertArrayEquals(
        new float[] {4, 6},
        sum(model, Tensor.ofFloats(Shape.of(1, 2), 1, 2), Shape.of(1, 2), new float[] {3, 4})
            .floats());
  }

  @Test
  void wrongInputsAreRefusedBeforeTensorFlowLiteSeesThem() throws IOException {
    ModelHandle model = load(TinyTflite.sum(1));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> bench.tensors().run(model, List.of(named("a", 1, 2)), List.of()),
        "no value for input 'b'");
    assertFails(
        ErrorCode.SIZE_MISMATCH,
        () -> sum(model, Tensor.ofFloats(Shape.of(2), 1, 2), Shape.of(1, 2), new float[2]),
        "f32[1,2]");
  }

  @Test
  void modelOutlivesItsFile() throws IOException {
    ResourceId id = bench.add(TinyTflite.sum(1));
    ModelHandle model = bench.tensors().load(id);
    Files.write(bench.resource(id), new byte[3]);
    Files.delete(bench.resource(id));
    assertArrayEquals(
        new float[] {4, 6},
        sum(model, Tensor.ofFloats(Shape.of(1, 2), 1, 2), Shape.of(1, 2), new float[] {3, 4})
            .floats());
  }

  @Test
  void modelRemembersNothingOfItsLastCaller() throws IOException {
    // It reads what it was given before this run's value, where there is such a thing.
    ModelHandle model = load(TinyTflite.remembering());
    for (int i = 1; i < 4; i++) {
      List<NamedTensor> outputs =
          bench
              .tensors()
              .run(
                  model,
                  List.of(new NamedTensor("x", Tensor.ofFloats(Shape.of(2), i, i))),
                  List.of());
      assertArrayEquals(new float[] {i, i}, outputs.getFirst().tensor().floats());
    }
    assertTrue(OperatorCodes.of(MemorySegment.ofArray(TinyTflite.remembering())).variables());
  }

  @Test
  void runsAtOnceEachGetTheirOwnAnswer() throws Exception {
    ModelHandle model = load(TinyTflite.sum(0));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int mine = t + 1;
        results.add(
            threads.submit(
                () -> {
                  // A session takes one call at a time: this is what the model sees of many.
                  try (TensorBenchSession other = new TensorBenchSession(bench)) {
                    ModelHandle handle = other.tensors().load(other.id(TinyTflite.sum(0)));
                    for (int i = 0; i < 500; i++) {
                      int n = 1 + (i + mine) % 7;
                      float[] values = new float[2 * n];
                      Arrays.fill(values, mine);
                      Tensor value = Tensor.ofFloats(Shape.of(n, 2), values);
                      float[] sum =
                          other
                              .tensors()
                              .run(
                                  handle,
                                  List.of(new NamedTensor("a", value), new NamedTensor("b", value)),
                                  List.of())
                              .getFirst()
                              .tensor()
                              .floats();
                      for (float each : sum) {
                        if (each != 2f * mine) {
                          return false;
                        }
                      }
                    }
                    return true;
                  }
                }));
      }
      for (Future<Boolean> result : results) {
        assertTrue(result.get(60, TimeUnit.SECONDS));
      }
    }
    assertEquals(1, bench.backend().loadedModels());
    bench.tensors().unload(model);
  }

  @Test
  void unloadedModelsAndClosedSessionsAreRefused() throws IOException {
    ModelHandle model = load(TinyTflite.sum(1));
    bench.tensors().unload(model);
    assertFails(ErrorCode.NOT_FOUND, () -> bench.tensors().describe(model));
    ModelHandle again = load(TinyTflite.sum(1));
    bench.session().close();
    assertFails(ErrorCode.CLOSED, () -> bench.tensors().describe(again));
  }

  private ModelHandle load(byte[] model) throws IOException {
    return bench.tensors().load(bench.add(model));
  }

  private Tensor sum(ModelHandle model, Tensor a, Shape shape, float[] b) {
    return bench
        .tensors()
        .run(
            model,
            List.of(new NamedTensor("a", a), new NamedTensor("b", Tensor.ofFloats(shape, b))),
            List.of())
        .getFirst()
        .tensor();
  }

  private static NamedTensor named(String name, float... values) {
    return new NamedTensor(name, Tensor.ofFloats(Shape.of(1, values.length), values));
  }
}
