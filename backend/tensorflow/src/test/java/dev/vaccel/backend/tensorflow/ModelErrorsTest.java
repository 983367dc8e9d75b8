package dev.vaccel.backend.tensorflow;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
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
class ModelErrorsTest {
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
  void stringsPassBothWays() throws IOException {
    ModelHandle model =
        load(
            new TinyGraph()
                .placeholder("in", TinyGraph.STRING)
                .node("out", "Identity", TinyGraph.STRING, "in")
                .graphDef());
    List<String> texts = List.of("", "short", "längerer Text ".repeat(40));
    Tensor answer = run(model, Tensor.ofStrings(Shape.of(3), texts));
    assertEquals(texts, answer.strings());
  }

  @Test
  void aSavedModelWithoutVariablesRuns() throws IOException {
    ModelHandle model =
        loadDirectory(
            new TinyGraph()
                .placeholder("x", TinyGraph.FLOAT)
                .node("y", "Neg", TinyGraph.FLOAT, "x")
                .savedModel("serve", "serving_default", "x:0", "y:0"));
    assertArrayEquals(
        new float[] {-1, 2}, run(model, Tensor.ofFloats(Shape.of(2), 1, -2)).floats());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "WholeFileReaderV2",
        "TextLineDataset",
        "TFRecordDatasetV2",
        "SaveV2",
        "RestoreV2",
        "PrintV2",
        "EagerPyFunc",
        "DebugIdentityV2",
        "InitializeTableFromTextFileV2",
        "SnapshotDatasetV2",
        "CacheDatasetV2",
        "RpcCall",
        "CreateSummaryFileWriter",
        "DumpTensor",
        "SaveDatasetV2",
        "LoadDataset",
        "SqlDataset",
        "FixedLengthRecordReaderV2",
        "XlaCustomCallV2",
        "DataServiceDatasetV4"
      })
  void whatReachesBeyondTensorsIsRefused(String operation) throws IOException {
    byte[] graph =
        new TinyGraph()
            .placeholder("in", TinyGraph.FLOAT)
            .node("bad", operation, "in")
            .node("out", "Neg", TinyGraph.FLOAT, "^bad", "in")
            .graphDef();
    assertFails(ErrorCode.MODEL_INVALID, () -> load(graph), operation, "allow-file-operations");
  }

  @Test
  void aFunctionCannotHideIt() throws IOException {
    TinyGraph graph =
        new TinyGraph()
            .placeholder("in", TinyGraph.FLOAT)
            .function("inner", "hidden=ReadFile")
            .function("outer", "step=inner")
            .call("called", "outer")
            .node("out", "Neg", TinyGraph.FLOAT, "^called", "in");
    assertFails(ErrorCode.MODEL_INVALID, () -> load(graph.graphDef()), "ReadFile");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> loadDirectory(graph.savedModel("serve", "serving_default", "in:0", "out:0")),
        "ReadFile");
  }

  @Test
  void whatNoRunReachesDoesNotCount() throws IOException {
    ModelHandle model =
        loadDirectory(
            new TinyGraph()
                .placeholder("x", TinyGraph.FLOAT)
                .placeholder("name", TinyGraph.STRING)
                .node("content", "ReadFile", "name")
                .node("y", "Neg", TinyGraph.FLOAT, "x")
                .savedModel("serve", "any", "x:0", "y:0"));
    assertArrayEquals(
        new float[] {-3, 1}, run(model, Tensor.ofFloats(Shape.of(2), 3, -1)).floats());
  }

  @Test
  void anOperatorMayAllowIt() throws IOException {
    byte[] graph =
        new TinyGraph()
            .placeholder("in", TinyGraph.STRING)
            .node("out", "ReadFile", "in")
            .graphDef();
    assertFails(ErrorCode.MODEL_INVALID, () -> load(graph), "ReadFile");
    Path file = Files.writeString(folder.resolve("hello.txt"), "hello");
    try (TensorBench<TensorBackend> trusting =
        Benches.open(folder, Map.of("allow-file-operations", "true"))) {
      ModelHandle model = trusting.tensors().load(trusting.add(graph));
      Tensor answer =
          trusting
              .tensors()
              .run(
                  model,
                  List.of(
                      new NamedTensor(
                          "in", Tensor.ofStrings(Shape.of(), List.of(file.toString())))),
                  List.of())
              .getFirst()
              .tensor();
      assertEquals(List.of("hello"), answer.strings());
    }
  }

  @Test
  void anOperationThatTensorFlowLacksIsNamed() throws IOException {
    byte[] graph =
        new TinyGraph()
            .placeholder("in", TinyGraph.FLOAT)
            .node("out", "FlyToTheMoon", "in")
            .graphDef();
    assertFails(ErrorCode.MODEL_INVALID, () -> load(graph), "FlyToTheMoon");
  }

  @Test
  void tagsAndSignaturesThatAreNotThereAreSaid() throws IOException {
    TinyGraph graph =
        new TinyGraph().placeholder("x", TinyGraph.FLOAT).node("y", "Neg", TinyGraph.FLOAT, "x");
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> loadDirectory(graph.savedModel("train", "serving_default", "x:0", "y:0")),
        "tag serve");
    assertFails(
        ErrorCode.CORRUPT,
        () -> loadDirectory(graph.savedModel("serve", "serving_default", "x:0", "z:0")),
        "z:0");
  }

  @Test
  void whatDoesNotFitIsSaidBeforeARun() throws IOException {
    ModelHandle model =
        loadDirectory(
            new TinyGraph()
                .placeholder("x", TinyGraph.FLOAT)
                .node("y", "Neg", TinyGraph.FLOAT, "x")
                .savedModel("serve", "serving_default", "x:0", "y:0"));
    assertFails(
        ErrorCode.SIZE_MISMATCH,
        () -> run(model, Tensor.ofFloats(Shape.of(3), 1, 2, 3)),
        "f32[3]",
        "f32[2]");
  }

  @Test
  void damagedAndRandomFilesAreErrorsAndNothingElse() throws IOException {
    byte[] good =
        new TinyGraph()
            .placeholder("x", TinyGraph.FLOAT)
            .node("y", "Neg", TinyGraph.FLOAT, "x")
            .savedModel("serve", "serving_default", "x:0", "y:0");
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length) + 1);
      for (int change = random.nextInt(4); change > 0; change--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        bench.tensors().unload(loadDirectory(bad));
      } catch (VaccelException e) {
        assertEquals(false, e.getMessage().contains(folder.toString()), e.getMessage());
      }
    }
  }

  private ModelHandle load(byte[] graph) throws IOException {
    return bench.tensors().load(bench.add(graph));
  }

  private ModelHandle loadDirectory(byte[] savedModel) throws IOException {
    Path directory = Files.createTempDirectory(folder, "model");
    Files.write(directory.resolve("saved_model.pb"), savedModel);
    return bench.tensors().load(bench.add(directory));
  }

  private Tensor run(ModelHandle model, Tensor input) {
    String name = bench.tensors().describe(model).inputs().getFirst().name();
    return bench
        .tensors()
        .run(model, List.of(new NamedTensor(name, input)), List.of())
        .getFirst()
        .tensor();
  }
}
