package dev.vaccel.backend.onnx;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelErrorsTest {
  private static final byte[] WEIGHTS =
      ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(10).putFloat(20).array();

  private static final OperationDescription LOAD =
      new OperationDescription("tensor", 4, 1, "load", 0, false, false, false, false);

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

  @Test
  void truncatedModelIsInvalid() throws IOException {
    byte[] model = TinyOnnx.identity(ElementType.F32, 4);
    ResourceId id = bench.add(Arrays.copyOf(model, model.length - 9));
    BackendException failure = assertThrows(BackendException.class, () -> bench.tensors().load(id));
    assertEquals(ErrorCode.MODEL_INVALID, failure.code());
    assertEquals(7, failure.vendorCode(), "ORT_INVALID_PROTOBUF");
    assertTrue(failure.getMessage().contains(id.shortName()), failure.getMessage());
    assertFalse(failure.getMessage().contains(folder.toString()), failure.getMessage());
  }

  @Test
  void damagedModelsFailAndNothingElseHappens() throws IOException {
    byte[] model = TinyOnnx.sumAndDifference();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = model.clone();
      for (int flips = 0; flips < 3; flips++) {
        damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt(256);
      }
      ResourceId id = bench.add(damaged);
      try {
        ModelHandle handle = bench.tensors().load(id);
        bench.tensors().unload(handle); // some damage only renames things
      } catch (VaccelException e) {
        assertTrue(
            List.of(ErrorCode.MODEL_INVALID, ErrorCode.UNSUPPORTED_TYPE, ErrorCode.CORRUPT)
                .contains(e.code()),
            e.code() + " " + e.getMessage());
      }
    }
  }

  @Test
  void otherFormatsAreNamed() throws IOException {
    ResourceId tflite = bench.add(new byte[] {0x1c, 0, 0, 0, 'T', 'F', 'L', '3', 0, 0});
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE, () -> bench.tensors().load(tflite), "tflite", "runs onnx");
    ResourceId text = bench.add("hello".getBytes(StandardCharsets.US_ASCII));
    assertFails(ErrorCode.CORRUPT, () -> bench.tensors().load(text), "68656c6c6f", "ONNX");
  }

  @Test
  void refusalsAreKnownBeforeLoading() throws IOException {
    Path tflite =
        Files.write(folder.resolve("t"), new byte[] {0x1c, 0, 0, 0, 'T', 'F', 'L', '3', 0, 0});
    Path onnx = Files.write(folder.resolve("o"), TinyOnnx.identity(ElementType.F32, 1));
    assertTrue(bench.backend().refuses(LOAD, onnx).isEmpty());
    assertTrue(bench.backend().refuses(LOAD, tflite).orElseThrow().contains("tflite"));
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("vaccel-model.json"), "{");
    assertTrue(bench.backend().refuses(LOAD, broken).isEmpty(), "loading says more");
    ResourceId id = bench.add(broken);
    assertFails(ErrorCode.CORRUPT, () -> bench.tensors().load(id), "vaccel-model.json");
  }

  @Test
  void weightsBesideAModelInItsBundleAreUsed() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    Files.write(bundle.resolve("model.onnx"), TinyOnnx.withWeightsIn("w.data"));
    Files.write(bundle.resolve("w.data"), WEIGHTS);
    ModelHandle model = bench.tensors().load(bench.add(bundle));
    assertArrayEquals(new float[] {11, 22}, run(model));
    assertEquals(
        Files.size(bundle.resolve("model.onnx")) + WEIGHTS.length,
        bench.tensors().describe(model).bytes());
  }

  @Test
  void zippedBundleIsUnpackedAndItsWeightsAreUsed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("model.onnx"));
      zip.write(TinyOnnx.withWeightsIn("w.data"));
      zip.putNextEntry(new ZipEntry("w.data"));
      zip.write(WEIGHTS);
      zip.putNextEntry(new ZipEntry("vaccel-model.json"));
      zip.write(
          "{\"task\":\"tensor\",\"format\":\"onnx\",\"model\":\"model.onnx\"}"
              .getBytes(StandardCharsets.UTF_8));
    }
    ModelHandle model = bench.tensors().load(bench.add(bytes.toByteArray()));
    assertArrayEquals(new float[] {11, 22}, run(model));
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    Files.write(bundle.resolve("model.onnx"), TinyOnnx.withWeightsIn("w.data"));
    ResourceId id = bench.add(bundle);
    assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(id), "w.data");
  }

  @Test
  void modelFileOnItsOwnCannotReachItsNeighbours() throws IOException {
    Files.write(folder.resolve("secret"), WEIGHTS);
    ResourceId byName = bench.add(TinyOnnx.withWeightsIn("secret"));
    assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(byName));
    Path here = Path.of("neighbour-of-the-working-directory");
    try {
      Files.write(here, WEIGHTS);
      ResourceId byWorkingDirectory = bench.add(TinyOnnx.withWeightsIn(here.toString()));
      assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(byWorkingDirectory));
    } finally {
      Files.deleteIfExists(here);
    }
    ResourceId byPath = bench.add(TinyOnnx.withWeightsIn(folder.resolve("secret").toString()));
    assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(byPath));
  }

  @Test
  void weightsOutsideTheBundleAreRefused() throws IOException {
    Files.write(folder.resolve("secret"), WEIGHTS);
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    for (String location : List.of("../secret", folder.resolve("secret").toString())) {
      Files.write(bundle.resolve("model.onnx"), TinyOnnx.withWeightsIn(location));
      ResourceId id = bench.add(bundle);
      assertFails(ErrorCode.MODEL_INVALID, () -> bench.tensors().load(id));
    }
  }

  private float[] run(ModelHandle model) {
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    data.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, 1);
    data.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4, 2);
    Tensor tensor = new Tensor(ElementType.F32, Shape.of(2), data);
    return bench
        .tensors()
        .run(model, List.of(new NamedTensor("x", tensor)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }
}
