package dev.vaccel.backend.pytorch;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelFormat;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.Task;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class ScriptModelTest {
  private static final Tensor TWO = Tensor.ofFloats(Shape.of(2), 1, -2);

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
  void severalInputsAndOutputsAreFoundByName() throws IOException {
    ModelHandle model =
        load(
            TinyScript.model(
                "a: Tensor,\n    b: Tensor",
                "Tuple[Tensor, Tensor]",
                "return (torch.add(a, b), torch.sub(a, b))"));
    List<NamedTensor> outputs =
        bench
            .tensors()
            .run(
                model,
                List.of(
                    new NamedTensor("b", Tensor.ofFloats(Shape.of(2), 10, 20)),
                    new NamedTensor("a", TWO)),
                List.of("output1", "output0"));
    assertEquals("output1", outputs.getFirst().name());
    assertArrayEquals(new float[] {-9, -22}, outputs.getFirst().tensor().floats());
    assertArrayEquals(new float[] {11, 18}, outputs.getLast().tensor().floats());
  }

  @Test
  void aDictionaryNeedsABundleThatNamesItsKeys() throws IOException {
    byte[] content =
        TinyScript.model(
            "x: Tensor", "Dict[str, Tensor]", "return {\"low\": torch.neg(x), \"high\": x}");
    assertFails(ErrorCode.UNSUPPORTED_TYPE, () -> load(content), "Dict[str, Tensor]", "bundle");
    Path file = Files.write(folder.resolve("model.pt"), content);
    BundleDescription description =
        BundleDescription.of(Task.TENSOR, ModelFormat.TORCHSCRIPT, "")
            .withInterface(
                List.of(), List.of(new ModelOutput("low", null), new ModelOutput("high", null)));
    Path bundle = Bundles.write(folder.resolve("bundle"), file, null, description);
    ModelHandle model = bench.tensors().load(bench.add(bundle));
    List<NamedTensor> outputs =
        bench.tensors().run(model, List.of(new NamedTensor("x", TWO)), List.of());
    assertArrayEquals(new float[] {-1, 2}, outputs.getFirst().tensor().floats());
    assertArrayEquals(new float[] {1, -2}, outputs.getLast().tensor().floats());
  }

  @Test
  void aModelThatWritesToItsInputWritesToACopy() throws IOException {
    Tensor input = Tensor.ofFloats(Shape.of(2), 1, -2);
    Tensor output =
        run(load(TinyScript.model("x: Tensor", "Tensor", "return torch.add_(x, 5)")), input);
    assertArrayEquals(new float[] {6, 3}, output.floats());
    assertArrayEquals(new float[] {1, -2}, input.floats());
  }

  @Test
  void viewsAndScalarsComeOutWhole() throws IOException {
    Tensor wide = Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor turned = run(load(TinyScript.model("x: Tensor", "Tensor", "return torch.t(x)")), wide);
    assertEquals(Shape.of(3, 2), turned.shape());
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, turned.floats());
    Tensor sum = run(load(TinyScript.model("x: Tensor", "Tensor", "return torch.sum(x)")), wide);
    assertEquals(Shape.of(), sum.shape());
    assertArrayEquals(new float[] {21}, sum.floats());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.save(x, \"/tmp/never\")",
        "y = torch.from_file(\"/etc/passwd\", False, 10)",
        "print(x)",
        "torch . save (x, \"/tmp/never\")",
        "t = torch\n    t.save(x, \"/tmp/never\")",
        "f = getattr(torch, \"sa\" + \"ve\")",
        "ops.aten.warn(\"fills a disk\", 2)"
      })
  void whatReachesBeyondTensorsIsRefused(String line) throws IOException {
    byte[] content = TinyScript.model("x: Tensor", "Tensor", line, "return x");
    assertFails(ErrorCode.MODEL_INVALID, () -> load(content), "allow-file-operations");
  }

  @Test
  void anOperatorMayAllowIt() throws IOException {
    Path file = folder.resolve("floats.bin");
    Files.write(file, new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    byte[] content =
        TinyScript.model(
            "x: Tensor",
            "Tensor",
            "y = torch.from_file(\"" + file + "\", False, 2)",
            "return torch.add(x, y)");
    try (TensorBench<TensorBackend> trusting =
        Benches.open(folder, Map.of("allow-file-operations", "true"))) {
      ModelHandle model = trusting.tensors().load(trusting.add(content));
      Tensor sum =
          trusting
              .tensors()
              .run(model, List.of(new NamedTensor("x", TWO)), List.of())
              .getFirst()
              .tensor();
      assertArrayEquals(new float[] {2, 0}, sum.floats());
    }
  }

  @Test
  void anOperationThatLibTorchLacksIsNamed() throws IOException {
    byte[] content = TinyScript.model("x: Tensor", "Tensor", "return torch.fly_to_the_moon(x)");
    assertFails(ErrorCode.MODEL_INVALID, () -> load(content), "fly_to_the_moon");
  }

  @Test
  void whatAModelDoesNotTakeIsSaid() throws IOException {
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> load(TinyScript.model("x: List[int]", "Tensor", "return torch.zeros(x)")),
        "x: List[int]");
    ModelHandle product = load(TinyScript.model("x: Tensor", "Tensor", "return torch.mm(x, x)"));
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> run(product, Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)),
        "2x3");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            run(
                product,
                new Tensor(ElementType.I16, Shape.of(1, 1), MemorySegment.ofArray(new byte[2]))),
        "i16");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> bench.tensors().run(product, List.of(), List.of()),
        "no value for input 'x'");
  }

  @Test
  void damagedAndRandomFilesAreErrorsAndNothingElse() throws IOException {
    byte[] good = TinyScript.model("x: Tensor", "Tensor", "return torch.neg(x)");
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] bad = i < 20 ? Arrays.copyOf(good, random.nextInt(good.length) + 1) : good.clone();
      for (int change = 1 + random.nextInt(4); change > 0; change--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        bench.tensors().unload(load(bad));
      } catch (VaccelException e) {
        assertEquals(false, e.getMessage().contains(folder.toString()), e.getMessage());
      }
    }
  }

  @Test
  void archivesThatGrowBeyondAllMeasureAreRefused() throws IOException {
    byte[] zip =
        TinyScript.zip(
            Map.of(
                "net/constants.pkl", new byte[] {'.'},
                "net/data.pkl", new byte[64 << 20]));
    assertFails(ErrorCode.CORRUPT, () -> load(zip), "unpacks to");
  }

  private ModelHandle load(byte[] content) throws IOException {
    return bench.tensors().load(bench.add(content));
  }

  private Tensor run(ModelHandle model, Tensor input) {
    return bench
        .tensors()
        .run(model, List.of(new NamedTensor("x", input)), List.of())
        .getFirst()
        .tensor();
  }
}
