package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.model.Bundles;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What options change in a bundle, and what they leave. */
final class TaskBundleTest {
  private static final Path MODEL = ProjectFiles.models().resolve("shapes/shapes.onnx");

  @TempDir Path directory;

  private Path detector(String decoding) throws Exception {
    Path bundle = Files.createDirectory(directory.resolve("detector"));
    Files.copy(MODEL, bundle.resolve("m.onnx"));
    Files.write(bundle.resolve("known.bin"), new byte[32]);
    Files.writeString(
        bundle.resolve(Bundles.FILE_NAME),
        """
        {"task": "detect", "format": "onnx", "model": "m.onnx",
         "inputs": [{"width": 32, "height": 32}],
         "outputs": [{"name": "b", "kind": "boxes"}, {"name": "s", "kind": "scores"}],
         "decoding": %s}
        """
            .formatted(decoding));
    return bundle;
  }

  private ModelBundle remade(Path bundle, String... options) throws Exception {
    Path made = directory.resolve("made");
    String[] args = new String[options.length + 4];
    args[0] = "model";
    args[1] = "bundle";
    System.arraycopy(options, 0, args, 2, options.length);
    args[options.length + 2] = bundle.toString();
    args[options.length + 3] = made.toString();
    CommandRun run = CommandRun.of(args);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    return Bundles.describe(made);
  }

  @Test
  void theRestOfABundleStays() throws Exception {
    Path bundle = detector("{\"method\": \"boxes\", \"iou\": 0.3}");
    ModelBundle made = remade(bundle, "--mean", "1", "--output-name", "box");
    assertEquals(Task.DETECT, made.description().task());
    assertEquals(2, made.description().outputs().size());
    assertEquals("box", made.description().outputs().getFirst().name());
    assertEquals(OutputKind.BOXES, made.description().outputs().getFirst().kind());
    assertEquals("s", made.description().outputs().getLast().name());
    assertEquals(32, made.description().inputs().getFirst().width());
    Decoding.Boxes boxes = assertInstanceOf(Decoding.Boxes.class, made.description().decoding());
    assertEquals(0.3f, boxes.selection().iou());
  }

  @Test
  void itsKnownBoxesStayToo() throws Exception {
    Path bundle = detector("{\"method\": \"anchors\", \"anchorFile\": \"known.bin\"}");
    ModelBundle made = remade(bundle, "--mean", "1");
    assertInstanceOf(Decoding.Anchored.class, made.description().decoding());
    assertEquals(2, made.anchors().count());
  }

  @Test
  void aBareFileGetsTaskAndDecoding() throws Exception {
    ModelBundle made =
        remade(MODEL, "--task", "pose", "--decode", "{\"method\":\"heat-maps\"}", "--size", "8x9");
    assertEquals(Task.POSE, made.description().task());
    assertInstanceOf(Decoding.HeatMaps.class, made.description().decoding());
    assertEquals(9, made.description().inputs().getFirst().height());
  }

  @Test
  void nothingIsMadeWhereNothingIsSaid() throws Exception {
    try (TaskBundle same = TaskBundle.of(Task.DEPTH, MODEL, null, new PreprocessingOptions())) {
      assertEquals(MODEL, same.path());
    }
    Path bundle = detector("{\"method\": \"boxes\"}");
    Failure failure =
        assertThrows(
            Failure.class,
            () -> TaskBundle.of(Task.POSE, bundle, null, new PreprocessingOptions()));
    assertTrue(String.valueOf(failure.getMessage()).contains("is for detect"));
  }

  @Test
  void whatIsNoDecodingIsRefused() throws Exception {
    for (String text : new String[] {"bogus", "{", "[]", "{\"method\":1}", "heat-maps", ""}) {
      Failure failure = assertThrows(Failure.class, () -> DecodingOption.read(text, Task.DETECT));
      assertEquals(ExitCodes.USAGE, failure.exitCode());
      assertTrue(String.valueOf(failure.getMessage()).startsWith("--decode " + text), text);
    }
  }
}
