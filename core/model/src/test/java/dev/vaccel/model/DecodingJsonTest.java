package dev.vaccel.model;

import static dev.vaccel.model.TestFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class DecodingJsonTest {
  private static final Selection SOME = new Selection(0.5f, 0.75f);
  private static final AnchorGrid GRID =
      new AnchorGrid(List.of(19, 10), 0.25f, 0.75f, List.of(1f, 2f), 0.5f, false);

  static final List<Decoding> ALL =
      List.of(
          new Decoding.PostProcessed(BoxFormat.X1Y1X2Y2, CoordinateUnit.PIXELS, SOME),
          new Decoding.Boxes(BoxFormat.CXCYWH, CoordinateUnit.PIXELS, Activation.SOFTMAX, 90, SOME),
          new Decoding.Boxes(
              BoxFormat.Y1X1Y2X2, CoordinateUnit.FRACTION, Activation.SIGMOID, -1, SOME),
          new Decoding.Anchored(BoxFormat.CXCYWH, Activation.SOFTMAX, 0, 8, 4, GRID, null, SOME),
          new Decoding.Anchored(
              BoxFormat.CYCXHW, Activation.NONE, -1, 10, 5, null, "a/anchors.bin", SOME),
          new Decoding.FastestDet(SOME),
          new Decoding.Yolo(false, CoordinateUnit.FRACTION, SOME),
          new Decoding.Yolo(true, CoordinateUnit.PIXELS, SOME),
          new Decoding.Centres(Activation.SIGMOID, SOME),
          new Decoding.ClassScores(Layout.NHWC, 0.25f),
          new Decoding.ClassScores(null, 0.5f),
          new Decoding.ClassMask(),
          new Decoding.HeatMaps(Layout.NCHW, Activation.SIGMOID, true),
          new Decoding.KeyPoints(true, CoordinateUnit.PIXELS),
          new Decoding.Depth(true),
          new Decoding.Depth(false));

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("ALL")
  void whatIsWrittenReadsBackTheSame(Decoding decoding) {
    BundleDescription bundle =
        BundleDescription.of(decoding.method().task(), ModelFormat.ONNX, "m")
            .withDecoding(decoding)
            .withInterface(
                List.of(quantised(new Quantization(0.5f, -128))),
                List.of(new ModelOutput("y", OutputKind.BOXES, new Quantization(2, 65_535))));
    assertEquals(bundle, parse(BundleJson.write(bundle)));
  }

  @ParameterizedTest
  @EnumSource(Decoding.Method.class)
  void everyMethodHasDefaultsOrSaysWhatIsMissing(Decoding.Method method) {
    String json = bundle(method.task().bundleName(), "{`method`:`" + method.bundleName() + "`}");
    switch (method) {
      case ANCHORS -> assertFails(ErrorCode.CORRUPT, () -> parse(json), "a grid or a file");
      case DEPTH_MAP -> assertFails(ErrorCode.CORRUPT, () -> parse(json), "inverse is missing");
      default -> {
        Decoding decoding = parse(json).decoding();
        assertNotNull(decoding);
        assertEquals(method, decoding.method());
      }
    }
  }

  @Test
  void withoutDecodingNothingIsSaid() {
    assertNull(parse(bundle("detect", "null")).decoding());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "detect|[]|decoding is []|an object",
        "detect|{}|decoding.method is missing|post-processed, boxes, anchors, fastestdet",
        "detect|{`method`:`ssd`}|decoding.method is `ssd`|one of post-processed",
        "detect|{`method`:`depth-map`}|decoding.method is `depth-map`|with task detect",
        "classify|{`method`:`yolov8`}|decoding.method is `yolov8`|no decoding with task classify",
        "detect|{`method`:`yolov8`,`iou`:1.5}|decoding.iou is 1.5|from 0.0 to 1.0",
        "detect|{`method`:`yolov8`,`minScore`:`1`}|decoding.minScore is `1`|a number",
        "detect|{`method`:`yolov8`,`background`:0}|unknown field decoding.background|unit",
        "detect|{`method`:`boxes`,`background`:-1}|decoding.background is -1|whole number",
        "detect|{`method`:`boxes`,`boxFormat`:`xyxy`}|boxFormat is `xyxy`|x1y1x2y2, y1x1y2x2",
        "detect|{`method`:`boxes`,`unit`:`cells`}|unit is `cells`|fraction, pixels",
        "detect|{`method`:`boxes`,`activation`:`relu`}|activation is `relu`|none, sigmoid, softmax",
        "detect|{`method`:`centres`,`activation`:`softmax`}|activation is softmax|none, sigmoid",
        "pose|{`method`:`heat-maps`,`activation`:`softmax`}|activation is softmax|none, sigmoid",
        "pose|{`method`:`heat-maps`,`quarterOffset`:1}|quarterOffset is 1.0|true or false",
        "detect|{`method`:`anchors`,`boxFormat`:`x1y1x2y2`,`anchorFile`:`f`}|boxFormat is|cycxhw",
        "detect|{`method`:`anchors`,`anchorFile`:`f`,`sizeScale`:0}|sizeScale is 0.0|to 1000",
        "detect|{`method`:`anchors`,`anchors`:{}}|grids is []|1 to 16 whole numbers",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1.5]}}|grids is [0]|whole numbers",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[513]}}|grids is [513]|from 1 to 512",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}}"
            + "|anchors.grids is|at most 16",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1],`minScale`:0}}|minScale is 0.0|above 0",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1],`maxScale`:0.1}}|maxScale is"
            + " 0.1|minScale",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1],`aspectRatios`:[-1]}}|aspectRatios|above"
            + " 0",
        "detect|{`method`:`anchors`,`anchors`:{`grids`:[1],`steps`:1}}|anchors.steps|grids",
        "detect|{`method`:`anchors`,`anchorFile`:`f`,`anchors`:{`grids`:[1]}}|anchors is|or a file",
        "depth|{`method`:`depth-map`,`inverse`:`yes`}|inverse is `yes`|true or false",
        "segment|{`method`:`class-scores`,`layout`:`CHW`}|layout is `CHW`|NCHW, NHWC",
      })
  void refusesWithFieldValueAndWhatIsAccepted(
      String task, String decoding, String problem, String accepted) {
    assertFails(
        ErrorCode.CORRUPT,
        () -> parse(bundle(task, decoding)),
        problem.replace('`', '"'),
        accepted,
        "vaccel-model.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{}|scale is missing|above 0",
        "{`scale`:0}|scale is 0.0|a number from",
        "{`scale`:-1}|scale is -1.0|a number from",
        "{`scale`:1e39}|scale is|a number from",
        "{`scale`:1,`zeroPoint`:0.5}|zeroPoint is 0.5|whole number",
        "{`scale`:1,`zeroPoint`:65536}|zeroPoint is 65536.0|whole number",
        "{`scale`:1,`zero`:1}|unknown field|scale, zeroPoint",
        "3|quantization is 3.0|an object",
      })
  void refusesQuantizationThatCannotBe(String quantization, String problem, String accepted) {
    for (String list : List.of("inputs", "outputs")) {
      String json =
          "{`task`:`pose`,`format`:`onnx`,`model`:`m`,`"
              + list
              + "`:[{`quantization`:"
              + quantization
              + "}]}";
      assertFails(
          ErrorCode.CORRUPT,
          () -> parse(json.replace('`', '"')),
          problem,
          accepted,
          list + "[0].quantization");
    }
  }

  @Test
  void anchorFilesAreReadFromDirectoriesAndZips() throws IOException {
    byte[] bytes = floats(0.5f, 0.25f, 1, 2, 3, 4, 5, 6);
    String json = bundle("detect", "{`method`:`anchors`,`anchorFile`:`a.bin`}");
    Path directory = TestFiles.bundle(folder.resolve("d"), json);
    TestFiles.write(directory.resolve("a.bin"), bytes);
    Map<String, byte[]> entries = TestFiles.entries(json);
    entries.put("a.bin", bytes);
    Path zip = TestFiles.zip(folder.resolve("b.zip"), entries);
    for (Path bundle : List.of(directory, zip)) {
      AnchorBoxes anchors = Bundles.describe(bundle).anchors();
      assertEquals(2, anchors.count());
      assertArrayEquals(new float[] {0.5f, 0.25f, 1, 2, 3, 4, 5, 6}, anchors.numbers());
    }
  }

  @Test
  void anchorFilesThatCannotBeAreRefused() throws IOException {
    String json = bundle("detect", "{`method`:`anchors`,`anchorFile`:`a.bin`}");
    Path directory = TestFiles.bundle(folder.resolve("d"), json);
    assertFails(ErrorCode.NOT_FOUND, () -> Bundles.describe(directory), "anchorFile", "a.bin");
    for (byte[] bytes : new byte[][] {{}, new byte[15], floats(1, 2, 3, Float.NaN)}) {
      Files.write(directory.resolve("a.bin"), bytes);
      assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(directory), "a.bin");
    }
    String outside = bundle("detect", "{`method`:`anchors`,`anchorFile`:`../a.bin`}");
    Path other = TestFiles.bundle(folder.resolve("e"), outside);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(other), "decoding.anchorFile");
  }

  @Test
  void writtenBundlesHaveTheirAnchors() throws IOException {
    Path model = TestFiles.write(folder.resolve("some.onnx"), TestFiles.ONNX);
    Path anchors = TestFiles.write(folder.resolve("boxes"), floats(1, 2, 3, 4));
    BundleDescription said =
        BundleDescription.of(Task.DETECT, ModelFormat.ONNX, "")
            .withDecoding(
                new Decoding.Anchored(
                    BoxFormat.CYCXHW, Activation.NONE, -1, 10, 5, GRID, null, SOME));
    ModelBundle written =
        Bundles.describe(Bundles.write(folder.resolve("w"), model, null, anchors, said));
    assertArrayEquals(new float[] {1, 2, 3, 4}, written.anchors().numbers());
    assertTrue(written.description().files().containsKey("anchors.bin"));
  }

  private static ModelInput quantised(Quantization quantization) {
    ModelInput guess = ModelInput.GUESS;
    return new ModelInput(
        null,
        null,
        null,
        0,
        0,
        guess.colorOrder(),
        guess.mean(),
        guess.scale(),
        guess.resize(),
        guess.filter(),
        quantization);
  }

  private static byte[] floats(float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  private static String bundle(String task, String decoding) {
    return ("{`task`:`"
            + task
            + "`,`format`:`onnx`,`model`:`model.onnx`,`decoding`:"
            + decoding
            + "}")
        .replace('`', '"');
  }

  private static BundleDescription parse(String json) {
    return BundleJson.read(StrictJson.parse(Bundles.FILE_NAME, json));
  }
}
