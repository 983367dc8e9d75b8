package dev.vaccel.backend.tflite;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TfliteErrorsTest {
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
  void truncatedModelsAreInvalid() throws IOException {
    byte[] model = TinyTflite.sum(2);
    for (int length = 8; length < model.length - 1; length += 7) {
      ResourceId id = bench.add(Arrays.copyOf(model, length));
      VaccelException failure =
          assertThrows(VaccelException.class, () -> bench.tensors().load(id), "length " + length);
      assertEquals(ErrorCode.MODEL_INVALID, failure.code());
      assertTrue(failure.getMessage().contains("TensorFlow Lite refuses model " + id.shortName()));
      assertFalse(failure.getMessage().contains(folder.toString()));
    }
    assertEquals(0, bench.backend().loadedModels());
  }

  @Test
  void randomBytesAreInvalid() throws IOException {
    Random random = new Random(17);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[8 + random.nextInt(400)];
      random.nextBytes(bytes);
      System.arraycopy("TFL3".getBytes(StandardCharsets.US_ASCII), 0, bytes, 4, 4);
      if (i % 2 == 0) {
        bytes[0] = (byte) (8 + 4 * random.nextInt(20));
        bytes[1] = bytes[2] = bytes[3] = 0;
      }
      ResourceId id = bench.add(bytes);
      assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(id), "valid Flatbuffer");
    }
  }

  @Test
  void operationThatIsMissingIsNamed() throws IOException {
    ResourceId flex = bench.add(TinyTflite.custom("FlexTensorListReserve"));
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> bench.tensors().load(flex),
        "FlexTensorListReserve",
        "SELECT_TF_OPS");
    ResourceId own = bench.add(TinyTflite.custom("MyOwnOperation"));
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE, () -> bench.tensors().load(own), "needs operations", "MyOwn");
  }

  @Test
  void outputThatNothingComputesIsNoMemoryOfSomebodyElse() throws IOException {
    ModelHandle model = bench.tensors().load(bench.add(TinyTflite.unconnected()));
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () ->
            bench
                .tensors()
                .run(
                    model,
                    List.of(new NamedTensor("x", Tensor.ofFloats(Shape.of(2), 1, 2))),
                    List.of()),
        "output 'y'");
  }

  @Test
  void tensorsOfTextAreRefusedByName() throws IOException {
    ResourceId id = bench.add(TinyTflite.passing(TinyTflite.STRING));
    assertFails(ErrorCode.UNSUPPORTED_TYPE, () -> bench.tensors().load(id), "input 'x' is string");
  }

  @Test
  void settingsAreChecked() {
    assertFails(
        ErrorCode.INVALID_CONFIG, () -> Tflite.open(Map.of("thread", "1")), "thread", "xnnpack");
    assertFails(ErrorCode.INVALID_CONFIG, () -> Tflite.open(Map.of("threads", "0")), "threads=0");
    assertFails(
        ErrorCode.INVALID_CONFIG, () -> Tflite.open(Map.of("xnnpack", "no")), "true or false");
    for (String delegate : List.of("", ",a=b", "/lib.so,a", "/lib.so,=b")) {
      assertFails(
          ErrorCode.INVALID_CONFIG,
          () -> Tflite.open(Map.of("delegate", delegate)),
          "PATH[,KEY=VALUE...]");
    }
  }

  @Test
  void libraryThatIsNoneIsUnavailable() {
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> Tflite.open(Map.of("delegate", "/nonexistent/lib.so")),
        "delegate /nonexistent/lib.so no such file");
  }
}
