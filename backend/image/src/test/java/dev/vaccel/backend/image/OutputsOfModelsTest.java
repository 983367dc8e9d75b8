package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.Decoding.Method;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Quantization;
import dev.vaccel.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which outputs make the answer, and how, where the bundle says little. */
class OutputsOfModelsTest {
  private static final List<OutputKind> FOUR =
      List.of(OutputKind.BOXES, OutputKind.CLASSES, OutputKind.SCORES, OutputKind.COUNT);

  @Test
  void shapesAndNamesTellWhatIsUnambiguous() {
    assertGuess(Method.FASTESTDET, Task.DETECT, 80, output("758", 1, 85, 22, 22));
    assertGuess(Method.YOLOV8, Task.DETECT, 80, output("output0", 1, 84, 8400));
    assertGuess(Method.YOLOV5, Task.DETECT, 80, output("output0", 1, 25200, 85));
    assertGuess(
        Method.CENTRES,
        Task.DETECT,
        0,
        output("scores", -1, 3, 16, 16),
        output("boxes", -1, 4, 16, 16));
    assertGuess(
        Method.POST_PROCESSED,
        Task.DETECT,
        90,
        output("TFLite_Detection_PostProcess"),
        output("TFLite_Detection_PostProcess:1"),
        output("TFLite_Detection_PostProcess:2"),
        output("TFLite_Detection_PostProcess:3"));
    assertGuess(Method.CLASS_SCORES, Task.SEGMENT, 0, output("y", 1, 21, 257, 257));
    TensorInfo mask = new TensorInfo("y", ElementType.I64, List.of(1L, 513L, 513L));
    assertGuess(Method.CLASS_MASK, Task.SEGMENT, 0, mask);
    assertGuess(Method.HEAT_MAPS, Task.POSE, 14, output("y", 1, 48, 48, 14));
    assertGuess(Method.KEY_POINTS, Task.POSE, 17, output("y", 1, 1, 17, 3));
    assertGuess(Method.DEPTH_MAP, Task.DEPTH, 0, output("inverse_depth", -1, 1, 32, 32));
  }

  @Test
  void whatIsAmbiguousMustBeSaid() {
    for (TensorInfo output :
        List.of(
            output("y", 1, 85, 22, 22),
            output("y", 1, 84, 8400),
            output("y", 1, 100, 6),
            output("y"))) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> GuessedDecoding.of(null, Task.DETECT, 0, List.of(output)),
          output.dims().toString().replace(" ", ""),
          "answer of detect",
          "say decoding");
    }
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            GuessedDecoding.of(
                null,
                Task.DETECT,
                1,
                List.of(output("scores", 1, 4420, 2), output("boxes", 1, 4420, 4))));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> GuessedDecoding.of(null, Task.DEPTH, 0, List.of(output("depth", 1, 1, 8, 8))));
  }

  @Test
  void kindsThenNamesThenPositionsTellOutputsApart() {
    ModelInfo model = model("a", "b", "c", "d");
    List<ModelOutput> described =
        List.of(
            new ModelOutput("c", OutputKind.BOXES),
            new ModelOutput(null, OutputKind.SCORES),
            new ModelOutput("a", OutputKind.CLASSES, new Quantization(2, 1)));
    OutputPlan plan = OutputPlan.of(FOUR, described, model);
    assertEquals(List.of("c", "a", "b"), plan.names(), "there is no count");
    assertEquals(new Quantization(2, 1), plan.outputs().get(1).quantization());
    ModelInfo named = model("detection_scores", "detection_boxes", "num", "classes");
    assertEquals(
        List.of("detection_boxes", "classes", "detection_scores"),
        OutputPlan.of(FOUR, List.of(), named).names());
    String numbered = "TFLite_Detection_PostProcess";
    assertEquals(
        List.of(numbered, numbered + ":1", numbered + ":2", numbered + ":3"),
        OutputPlan.of(
                FOUR, List.of(), model(numbered, numbered + ":1", numbered + ":2", numbered + ":3"))
            .names());
  }

  @Test
  void outputsThatAreNotThereAreErrors() {
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> OutputPlan.of(FOUR, List.of(), model("a", "b")),
        "[a, b]",
        "kind boxes");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> OutputPlan.single(List.of(), model("a", "b")),
        "[a, b]",
        "say in the bundle");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> OutputPlan.single(List.of(new ModelOutput("z", null)), model("a")),
        "'z'",
        "[a]");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> OutputPlan.first(List.of(), model()), "[]");
  }

  private static void assertGuess(Method method, Task task, int labels, TensorInfo... outputs) {
    assertEquals(method, GuessedDecoding.of(null, task, labels, List.of(outputs)).method());
  }

  private static TensorInfo output(String name, long... dims) {
    return new TensorInfo(name, ElementType.F32, Arrays.stream(dims).boxed().toList());
  }

  private static ModelInfo model(String... outputs) {
    return new ModelInfo(
        "fake", "cpu:0", 1, List.of(), Stream.of(outputs).map(name -> output(name)).toList());
  }
}
