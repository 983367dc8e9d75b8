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
import dev.vaccel.api.TensorInfo;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxTypesTest {
  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;

  @BeforeEach
  void open() {
    bench = Onnx.bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void everyBitOfANumberPasses(ElementType type) throws IOException {
    ModelHandle model = load(TinyOnnx.identity(type, "N", 5));
    assertEquals(
        List.of(new TensorInfo("x", type, List.of(-1L, 5L))),
        bench.tensors().describe(model).inputs());
    byte[] bytes = new byte[3 * 5 * type.bytes()];
    new Random(7).nextBytes(bytes);
    if (type == ElementType.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    Shape shape = Shape.of(3, 5);
    assertSame(bytes, run(model, new Tensor(type, shape, MemorySegment.ofArray(bytes))));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment aligned =
          arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
      assertSame(bytes, run(model, new Tensor(type, shape, aligned)));
      MemorySegment odd =
          arena.allocate(bytes.length + 1, 8).asSlice(1).copyFrom(MemorySegment.ofArray(bytes));
      assertSame(bytes, run(model, new Tensor(type, shape, odd)));
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void emptyTensorsPass(ElementType type) throws IOException {
    ModelHandle model = load(TinyOnnx.identity(type, "N", 5));
    Tensor output =
        run(model, new Tensor(type, Shape.of(0, 5), MemorySegment.ofArray(new byte[0])));
    assertEquals(type, output.elementType());
    assertEquals(Shape.of(0, 5), output.shape());
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void scalarsPass(ElementType type) throws IOException {
    ModelHandle model = load(TinyOnnx.identity(type));
    byte[] bytes = new byte[type.bytes()];
    bytes[0] = 1;
    Tensor output = run(model, new Tensor(type, Shape.of(), MemorySegment.ofArray(bytes)));
    assertEquals(Shape.of(), output.shape());
    assertSame(bytes, output);
  }

  @Test
  void stringsPassWithTheirUnicode() throws IOException {
    ModelHandle model = load(TinyOnnx.identity(ElementType.STRING, "N", 2));
    List<String> texts = List.of("plain", "", "größe €", "two\nlines", "😀", "日本");
    Tensor output = run(model, Tensor.ofStrings(Shape.of(3, 2), texts));
    assertEquals(texts, output.strings());
    assertEquals(Shape.of(3, 2), output.shape());
    ModelHandle scalar = load(TinyOnnx.identity(ElementType.STRING));
    assertEquals(
        List.of("one"), run(scalar, Tensor.ofStrings(Shape.of(), List.of("one"))).strings());
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    ModelHandle model = load(TinyOnnx.identity(ElementType.STRING, 2));
    byte[] data = {1, 0, 0, 0, 'a', 1, 0, 0, 0, (byte) 0xC3};
    Tensor tensor = new Tensor(ElementType.STRING, Shape.of(2), MemorySegment.ofArray(data));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> run(model, tensor), "'x'", "string 1", "UTF-8");
  }

  @Test
  void boolsOtherThanZeroAndOneAreRefused() throws IOException {
    ModelHandle model = load(TinyOnnx.identity(ElementType.BOOL, 3));
    Tensor tensor =
        new Tensor(ElementType.BOOL, Shape.of(3), MemorySegment.ofArray(new byte[] {1, 0, -1}));
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> run(model, tensor), "'x'", "bool 2 is 255", "0 or 1");
  }

  @Test
  void sequencesAreRefusedWithTheirName() throws IOException {
    var id = bench.add(TinyOnnx.sequenceOutput());
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE, () -> bench.tensors().load(id), "output 'y'", "sequence");
  }

  private ModelHandle load(byte[] model) throws IOException {
    return bench.tensors().load(bench.add(model));
  }

  private Tensor run(ModelHandle model, Tensor tensor) {
    return bench
        .tensors()
        .run(model, List.of(new NamedTensor("x", tensor)), List.of())
        .getFirst()
        .tensor();
  }

  private static void assertSame(byte[] bytes, Tensor tensor) {
    assertArrayEquals(bytes, tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }
}
