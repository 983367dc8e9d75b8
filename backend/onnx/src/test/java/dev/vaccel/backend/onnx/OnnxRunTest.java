package dev.vaccel.backend.onnx;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRunTest {
  private static final Tensor A = Tensor.ofFloats(Shape.of(1, 2), 5, 7);
  private static final Tensor B = Tensor.ofFloats(Shape.of(1, 2), 2, 3);

  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;
  private ModelHandle model;

  @BeforeEach
  void open() throws IOException {
    bench = Onnx.bench(folder);
    model = bench.tensors().load(bench.add(TinyOnnx.sumAndDifference()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givesAllOutputsInTheModelsOrder() {
    List<NamedTensor> outputs = run(List.of(b(B), a(A)), List.of());
    assertEquals(List.of("sum", "difference"), outputs.stream().map(NamedTensor::name).toList());
    assertArrayEquals(new float[] {7, 10}, outputs.get(0).tensor().floats());
    assertArrayEquals(new float[] {3, 4}, outputs.get(1).tensor().floats());
  }

  @Test
  void givesTheOutputsAskedForInTheOrderAskedFor() {
    List<NamedTensor> outputs = run(List.of(a(A), b(B)), List.of("difference", "sum"));
    assertEquals(List.of("difference", "sum"), outputs.stream().map(NamedTensor::name).toList());
    assertArrayEquals(new float[] {3, 4}, outputs.get(0).tensor().floats());
    assertEquals(
        List.of("sum"),
        run(List.of(a(A), b(B)), List.of("sum")).stream().map(NamedTensor::name).toList());
  }

  @Test
  void outputsOutliveTheModel() {
    Tensor sum = run(List.of(a(A), b(B)), List.of("sum")).getFirst().tensor();
    for (int i = 0; i < 100; i++) {
      run(List.of(a(B), b(B)), List.of());
    }
    bench.tensors().unload(model);
    assertArrayEquals(new float[] {7, 10}, sum.floats());
  }

  @Test
  void namesThatDoNotMatchAreRefused() {
    assertInvalid(List.of(a(A), b(B), named("c", A)), List.of(), "no input 'c'", "'a', 'b'");
    assertInvalid(List.of(a(A)), List.of(), "no value for input 'b'");
    assertInvalid(List.of(a(A), a(A), b(B)), List.of(), "'a' is given twice");
    assertInvalid(List.of(a(A), b(B)), List.of("product"), "no output 'product'", "'sum'");
    assertInvalid(List.of(a(A), b(B)), List.of("sum", "sum"), "'sum' is asked for twice");
  }

  @Test
  void typesAndShapesThatDoNotMatchAreRefusedWithBoth() {
    Tensor doubles =
        new Tensor(ElementType.F64, Shape.of(1, 2), MemorySegment.ofArray(new byte[16]));
    assertInvalid(List.of(a(doubles), b(B)), List.of(), "'a' is f64[1,2]", "f32[-1,2]");
    Tensor wide = Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3);
    assertFails(
        ErrorCode.SIZE_MISMATCH,
        () -> run(List.of(a(wide), b(B)), List.of()),
        "'a' is f32[1,3]",
        "f32[-1,2]");
    Tensor flat = Tensor.ofFloats(Shape.of(2), 1, 2);
    assertFails(
        ErrorCode.SIZE_MISMATCH, () -> run(List.of(a(flat), b(B)), List.of()), "'a' is f32[2]");
  }

  @Test
  void whatOnlyTheFrameworkSeesComesBackAsItsError() {
    Tensor two = Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4);
    Tensor three = Tensor.ofFloats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> run(List.of(a(two), b(three)), List.of()),
        "2 by 3",
        "ONNX");
    // and the model still works
    assertArrayEquals(
        new float[] {7, 10}, run(List.of(a(A), b(B)), List.of()).getFirst().tensor().floats());
  }

  @Test
  void batchSizeMayChangeFromCallToCall() {
    for (int batch = 1; batch < 40; batch++) {
      Tensor ones = Tensor.ofFloats(Shape.of(batch, 2), new float[2 * batch]);
      assertEquals(
          Shape.of(batch, 2),
          run(List.of(a(ones), b(B)), List.of("sum")).getFirst().tensor().shape());
    }
  }

  @Test
  void handlesEndWithUnloadAndSession() {
    TensorApi tensors = bench.tensors();
    assertFails(
        ErrorCode.NOT_FOUND, () -> tensors.describe(new ModelHandle(1)), "handle 1", "session");
    tensors.unload(model);
    assertFails(ErrorCode.NOT_FOUND, () -> run(List.of(a(A), b(B)), List.of()));
    assertFails(ErrorCode.NOT_FOUND, () -> tensors.unload(model));
    bench.session().close();
    bench.session().close();
    assertFails(ErrorCode.CLOSED, () -> tensors.describe(model));
    assertFails(ErrorCode.CLOSED, () -> tensors.load(bench.add(folder)));
  }

  @Test
  void anotherSessionsHandleIsNotFound() {
    try (var other = bench.backend().openSession(bench)) {
      TensorApi tensors = other.api(TensorApi.class);
      assertFails(ErrorCode.NOT_FOUND, () -> tensors.describe(model));
    }
  }

  @Test
  void describesTheModel() {
    var info = bench.tensors().describe(model);
    assertEquals("onnx", info.backend());
    assertEquals("cpu:0", info.device());
    assertEquals(TinyOnnx.sumAndDifference().length, info.bytes());
    assertEquals(List.of(-1L, 2L), info.inputs().getFirst().dims());
    assertEquals("difference", info.outputs().getLast().name());
  }

  private List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    return bench.tensors().run(model, inputs, outputs);
  }

  private void assertInvalid(List<NamedTensor> inputs, List<String> outputs, String... parts) {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> run(inputs, outputs), parts);
  }

  private static NamedTensor a(Tensor tensor) {
    return named("a", tensor);
  }

  private static NamedTensor b(Tensor tensor) {
    return named("b", tensor);
  }

  private static NamedTensor named(String name, Tensor tensor) {
    return new NamedTensor(name, tensor);
  }
}
