package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Activation;
import dev.vaccel.model.AnchorBoxes;
import dev.vaccel.model.AnchorGrid;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Selection;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each decoding of detectors on a few numbers that can be checked by hand, and on hostile ones. */
class BoxDecodersTest {
  private static final Selection ALL = new Selection(0.1f, 0.5f);
  private static final ClassNames TWO = new ClassNames(List.of("a", "b"), "class");

  @Test
  void postProcessedBoxesAreTakenUpToTheirCount() {
    List<Box> boxes =
        decode(
            new PostProcessedBoxes(
                new Decoding.PostProcessed(
                    BoxFormat.Y1X1Y2X2, CoordinateUnit.FRACTION, Selection.SELECTED)),
            values("boxes", Shape.of(1, 3, 4), 0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 1, 1, 9, 9, 9, 9),
            values("classes", Shape.of(1, 3), 1, 0, 77),
            values("scores", Shape.of(1, 3), 0.5f, 0.75f, 1),
            values("count", Shape.of(1), 2));
    assertEquals(
        List.of(new Box(0, 0.75f, 0, 0, 1, 1), new Box(1, 0.5f, 0.2f, 0.1f, 0.4f, 0.3f)), boxes);
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 2, 1e9f, Float.NaN, Float.POSITIVE_INFINITY})
  void absurdCountsAreErrors(float count) {
    assertFails(
        ErrorCode.BACKEND_FAILED, () -> postProcessed(0, 0.5f, count), "'count'", "0 to 1 boxes");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 2, 0.5f, 1e30f, Float.NaN, Float.NEGATIVE_INFINITY})
  void classesWithoutLabelAreErrors(float type) {
    assertFails(
        type == Math.rint(type) ? ErrorCode.MODEL_INVALID : ErrorCode.BACKEND_FAILED,
        () -> postProcessed(type, 0.5f, 1),
        "'classes'");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1.5f})
  void whatIsNoScoreIsAnError(float score) {
    assertFails(
        ErrorCode.BACKEND_FAILED, () -> postProcessed(0, score, 1), "score " + score, "at most 1");
  }

  @Test
  void outputsOfDifferentLengthsAreErrors() {
    PostProcessedBoxes decoder =
        new PostProcessedBoxes(
            new Decoding.PostProcessed(BoxFormat.Y1X1Y2X2, CoordinateUnit.FRACTION, ALL));
    Values scores = values("scores", Shape.of(1, 2), 1, 1);
    Values four = values("boxes", Shape.of(1, 1, 4), 0, 0, 1, 1);
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> decode(decoder, four, values("classes", Shape.of(1, 2), 0, 0), scores),
        "'boxes' has shape [1,1,4]",
        "[1,2,4]");
  }

  @Test
  void backgroundIsNoClass() {
    List<Box> boxes =
        decode(
            new ScoredBoxes(
                new Decoding.Boxes(
                    BoxFormat.X1Y1X2Y2, CoordinateUnit.PIXELS, Activation.NONE, 0, ALL)),
            values("boxes", Shape.of(1, 2, 4), 10, 20, 50, 40, 0, 0, 100, 50),
            values("scores", Shape.of(1, 2, 3), 0.9f, 0.05f, 0.04f, 0, 0.25f, 0.75f));
    // The input is 100 x 50 pixels; the first box is background.
    assertEquals(List.of(new Box(1, 0.75f, 0, 0, 1, 1)), boxes);
  }

  @Test
  void softmaxAndSigmoidMakeScores() {
    float[] logits = {0, 0, (float) Math.log(2)};
    Box soft = scored(Activation.SOFTMAX, logits).getFirst();
    assertEquals(0.5, soft.score(), 1e-6);
    assertEquals(1, soft.type());
    Box logistic = scored(Activation.SIGMOID, logits).getFirst();
    assertEquals(2 / 3., logistic.score(), 1e-6);
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> scored(Activation.SOFTMAX, 0, Float.NaN, 0),
        "score NaN",
        "activation");
  }

  @Test
  void labelsOfTheWrongCountAreAnError() {
    ScoredBoxes decoder =
        new ScoredBoxes(
            new Decoding.Boxes(
                BoxFormat.X1Y1X2Y2, CoordinateUnit.FRACTION, Activation.NONE, -1, ALL));
    assertFails(
        ErrorCode.MODEL_INVALID,
        () ->
            decode(
                decoder,
                values("boxes", Shape.of(1, 1, 4), 0, 0, 1, 1),
                values("scores", Shape.of(1, 1, 3), 0, 0, 1)),
        "2 labels",
        "3 classes");
  }

  @Test
  void boxesOfNoFiniteSizeAreErrorsAndThoseOutsideAreLeftOut() {
    ScoredBoxes decoder =
        new ScoredBoxes(
            new Decoding.Boxes(
                BoxFormat.CXCYWH, CoordinateUnit.FRACTION, Activation.NONE, -1, ALL));
    Values score = values("scores", Shape.of(1, 1, 2), 1, 0);
    for (float[] box : new float[][] {{0.5f, Float.NaN, 1, 1}, {0, 0, Float.MAX_VALUE, 1e38f}}) {
      Values boxes = values("boxes", Shape.of(1, 1, 4), box);
      if (Float.isNaN(box[1])) {
        assertFails(
            ErrorCode.BACKEND_FAILED, () -> decode(decoder, boxes, score), "no finite number");
      } else {
        assertEquals(1, decode(decoder, boxes, score).size());
      }
    }
    for (float[] box : new float[][] {{2, 0.5f, 1, 1}, {0.5f, 0.5f, -1, 1}, {0.5f, 0.5f, 0, 1}}) {
      assertEquals(List.of(), decode(decoder, values("b", Shape.of(1, 1, 4), box), score));
    }
  }

  @Test
  void anchorsOfTheObjectDetectionApiAreLaidAsItDoes() {
    AnchorGrid grid =
        new AnchorGrid(
            List.of(19, 10, 5, 3, 2, 1), 0.2f, 0.95f, List.of(1f, 2f, 0.5f, 3f, 1 / 3f), 1, true);
    float[] anchors = GridAnchors.of(grid);
    assertEquals(4 * 1917, anchors.length); // as SSD MobileNet v1 for 300 x 300 has
    assertBox(anchors, 0, 0.5 / 19, 0.5 / 19, 0.1, 0.1);
    assertBox(anchors, 1, 0.5 / 19, 0.5 / 19, 0.2 / Math.sqrt(2), 0.2 * Math.sqrt(2));
    assertBox(anchors, 3, 0.5 / 19, 1.5 / 19, 0.1, 0.1);
    assertBox(anchors, 1083, 0.05, 0.05, 0.35, 0.35);
    assertBox(anchors, 1916, 0.5, 0.5, Math.sqrt(0.95), Math.sqrt(0.95));
    AnchorGrid absurd =
        new AnchorGrid(List.of(512, 512, 512, 512), 0.2f, 0.9f, List.of(1f, 2f, 3f), 1, false);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> GridAnchors.of(absurd), "4194304 boxes");
  }

  @Test
  void distancesFromAnchorsBecomeBoxes() {
    AnchorGrid one = new AnchorGrid(List.of(1), 0.5f, 0.5f, List.of(1f), 0, false);
    float grow = (float) (5 * Math.log(1.5));
    for (BoxFormat format : List.of(BoxFormat.CYCXHW, BoxFormat.CXCYWH)) {
      boolean down = format == BoxFormat.CYCXHW;
      AnchoredBoxes decoder =
          new AnchoredBoxes(
              new Decoding.Anchored(format, Activation.NONE, -1, 10, 5, one, null, ALL),
              AnchorBoxes.NONE);
      Box box =
          decode(
                  decoder,
                  values(
                      "boxes",
                      Shape.of(1, 1, 1, 4),
                      down ? 2 : -2,
                      down ? -2 : 2,
                      down ? 0 : grow,
                      down ? grow : 0),
                  values("scores", Shape.of(1, 1, 2), 0.25f, 0.5f))
              .getFirst();
      assertEquals(0.4 - 0.375, box.left(), 1e-6);
      assertEquals(0.4 + 0.375, box.right(), 1e-6);
      assertEquals(0.6 - 0.25, box.top(), 1e-6);
      assertEquals(0.6 + 0.25, box.bottom(), 1e-6);
      assertFails(
          ErrorCode.MODEL_INVALID,
          () ->
              decode(
                  decoder,
                  values("boxes", Shape.of(1, 2, 4), new float[8]),
                  values("scores", Shape.of(1, 2, 2), new float[4])),
          "[1,1,4]",
          "anchors");
      assertFails(
          ErrorCode.BACKEND_FAILED,
          () ->
              decode(
                  decoder,
                  values("boxes", Shape.of(1, 1, 4), 0, 0, 1e6f, 1e6f),
                  values("scores", Shape.of(1, 1, 2), 1, 1)),
          "no finite number");
    }
  }

  @Test
  void fastestDetsFormula() {
    float[] cells = new float[7 * 2];
    cells[1] = 0.5f; // objectness of the right one of two cells
    cells[5 * 2 + 1] = 0.25f;
    cells[6 * 2 + 1] = 0.125f;
    Box box =
        decode(
                new FastestDetGrid(new Decoding.FastestDet(ALL)),
                values("y", Shape.of(1, 7, 1, 2), cells))
            .getFirst();
    assertEquals(Math.pow(0.5, 0.6) * Math.pow(0.25, 0.4), box.score(), 1e-6);
    assertEquals(0, box.type());
    assertEquals(0.25, box.left(), 1e-6);
    assertEquals(0.75, box.right(), 1e-6);
    assertEquals(-0.25, box.top(), 1e-6);
    assertEquals(0.25, box.bottom(), 1e-6);
    cells[1] = -1;
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () ->
            decode(
                new FastestDetGrid(new Decoding.FastestDet(ALL)),
                values("y", Shape.of(1, 7, 1, 2), cells)),
        "score NaN");
  }

  @Test
  void yoloRowsAndColumns() {
    Box expected = new Box(1, 0.5f, 0.1f, 0.2f, 0.3f, 0.6f);
    // Two boxes of pixels of 100 x 50, the second of no score.
    float[] columns = {20, 0, 20, 0, 20, 0, 20, 0, 0.25f, 0, 0.5f, 0};
    YoloRows eight = new YoloRows(new Decoding.Yolo(false, CoordinateUnit.PIXELS, ALL));
    assertBox(expected, decode(eight, values("y", Shape.of(1, 6, 2), columns)));
    float[] turned = {20, 20, 20, 20, 0.25f, 0.5f, 0, 0, 0, 0, 0, 0};
    assertBox(expected, decode(eight, values("y", Shape.of(1, 2, 6), turned)));
    YoloRows five = new YoloRows(new Decoding.Yolo(true, CoordinateUnit.PIXELS, ALL));
    float[] rows = {20, 20, 20, 20, 0.625f, 0.3f, 0.8f};
    assertBox(expected, decode(five, values("y", Shape.of(1, 1, 7), rows)));
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> decode(eight, values("y", Shape.of(1, 4, 2), new float[8])),
        "'y'");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> decode(eight, values("y", Shape.of(2, 6, 1), new float[12])),
        "[1,4+C,N]");
  }

  @Test
  void centresAreLocalPeaks() {
    float[] scores = new float[2 * 9];
    scores[9 + 4] = 0.75f; // class b in the middle
    scores[9 + 5] = 0.5f; // its neighbour is no peak
    scores[0] = 0.25f; // class a in a corner
    float[] boxes = new float[4 * 9];
    boxes[4] = 0.5f;
    boxes[9 + 4] = -0.5f;
    Arrays.fill(boxes, 18, 36, 0.25f);
    List<Box> found =
        decode(
            new CentreGrid(new Decoding.Centres(Activation.NONE, ALL)),
            values("boxes", Shape.of(1, 4, 3, 3), boxes),
            values("scores", Shape.of(1, 2, 3, 3), scores));
    assertEquals(2, found.size());
    assertEquals(0.75, found.getFirst().score());
    assertEquals(1, found.getFirst().type());
    assertEquals(2 / 3. - 0.125, found.getFirst().left(), 1e-6);
    assertEquals(1 / 3. + 0.125, found.getFirst().bottom(), 1e-6);
    assertEquals(0, found.getLast().type());
    assertFails(
        ErrorCode.MODEL_INVALID,
        () ->
            decode(
                new CentreGrid(new Decoding.Centres(Activation.NONE, ALL)),
                values("boxes", Shape.of(1, 4, 3, 2), new float[24]),
                values("scores", Shape.of(1, 2, 3, 3), scores)),
        "'boxes'",
        "[1,4,3,3]");
  }

  @Test
  void doublesWithinAClassAreLeftOut() {
    Candidates found = new Candidates(new Selection(0, 0.5f), 0, 1, 1);
    found.add("y", 0, 0.5f, BoxFormat.X1Y1X2Y2, 0, 0, 1, 1);
    found.add("y", 0, 0.75f, BoxFormat.X1Y1X2Y2, 0, 0, 1, 0.75f);
    found.add("y", 1, 0.25f, BoxFormat.X1Y1X2Y2, 0, 0, 1, 1);
    found.add("y", 0, 0.125f, BoxFormat.X1Y1X2Y2, 0, 0.75f, 1, 1);
    List<Float> scores = found.chosen(10).stream().map(Box::score).toList();
    assertEquals(List.of(0.75f, 0.25f, 0.125f), scores);
  }

  @Test
  void modelThatFindsSomethingEverywhereCostsLittle() {
    Candidates found = new Candidates(new Selection(0, 1), 0, 1, 1);
    for (int i = 0; i < 1_000_000; i++) {
      found.add("y", 0, i / 1e6f, BoxFormat.X1Y1X2Y2, 0, 0, 1, 1);
    }
    List<Box> chosen = found.chosen(1000);
    assertEquals(1000, chosen.size());
    assertTrue(chosen.getLast().score() > 0.9989, chosen.getLast().toString());
  }

  private static List<Box> postProcessed(float type, float score, float count) {
    return decode(
        new PostProcessedBoxes(
            new Decoding.PostProcessed(BoxFormat.Y1X1Y2X2, CoordinateUnit.FRACTION, ALL)),
        values("boxes", Shape.of(1, 1, 4), 0, 0, 1, 1),
        values("classes", Shape.of(1, 1), type),
        values("scores", Shape.of(1, 1), score),
        values("count", Shape.of(1), count));
  }

  private static List<Box> scored(Activation activation, float... logits) {
    return decode(
        new ScoredBoxes(
            new Decoding.Boxes(BoxFormat.X1Y1X2Y2, CoordinateUnit.FRACTION, activation, 0, ALL)),
        values("boxes", Shape.of(1, 1, 4), 0, 0, 1, 1),
        values("scores", Shape.of(1, 1, 3), logits));
  }

  /** On an input of 100 x 50 pixels. */
  private static List<Box> decode(BoxDecoder decoder, Values... outputs) {
    Candidates found = new Candidates(decoder.selection(), 0, 100, 50);
    decoder.decode(List.of(outputs), TWO, found);
    return found.chosen(1000);
  }

  private static Values values(String name, Shape shape, float... numbers) {
    return Values.of(name, Tensor.ofFloats(shape, numbers), null);
  }

  private static void assertBox(float[] anchors, int index, double... expected) {
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[i], anchors[4 * index + i], 1e-6, "anchor " + index + ", " + i);
    }
  }

  private static void assertBox(Box expected, List<Box> found) {
    assertEquals(1, found.size(), found.toString());
    Box box = found.getFirst();
    assertEquals(expected.type(), box.type());
    assertEquals(expected.score(), box.score(), 1e-6);
    assertEquals(expected.left(), box.left(), 1e-6);
    assertEquals(expected.top(), box.top(), 1e-6);
    assertEquals(expected.right(), box.right(), 1e-6);
    assertEquals(expected.bottom(), box.bottom(), 1e-6);
  }
}
