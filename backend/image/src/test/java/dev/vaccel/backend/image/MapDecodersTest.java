package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Activation;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Layout;
import dev.vaccel.model.Quantization;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks, points and numbers of every type, on a few that can be checked by hand. */
class MapDecodersTest {
  private static final ClassNames NONE = new ClassNames(List.of(), "class");
  private static final ClassNames TWO = new ClassNames(List.of("a", "b"), "class");
  private static final Decoding.ClassScores SCORES = new Decoding.ClassScores(null, 0.5f);
  private static final Decoding.HeatMaps MAPS =
      new Decoding.HeatMaps(Layout.NCHW, Activation.NONE, false);

  @Test
  void bestClassOfEachCellInEitherLayout() {
    float[] planes = {1, 0, 5, 0, 3, 5}; // a: 1 0 5, b: 0 3 5
    assertMask(MaskReader.scores(SCORES, values(Shape.of(1, 2, 1, 3), planes), TWO), 3, 1, 0, 1, 0);
    float[] rows = {1, 0, 0, 3, 5, 5};
    assertMask(MaskReader.scores(SCORES, values(Shape.of(1, 1, 3, 2), rows), TWO), 3, 1, 0, 1, 0);
  }

  @Test
  void oneMapIsComparedWithTheThreshold() {
    float[] scores = {0.4f, 0.5f, 2, -1, 0, 1};
    Values planes = values(Shape.of(1, 1, 2, 3), scores);
    assertMask(MaskReader.scores(SCORES, planes, TWO), 3, 2, 0, 1, 1, 0, 0, 1);
    Values rows = values(Shape.of(1, 3, 2, 1), scores);
    assertMask(MaskReader.scores(SCORES, rows, TWO), 2, 3, 0, 1, 1, 0, 0, 1);
  }

  @Test
  void masksOfClassesInEveryShape() {
    for (Shape shape : List.of(Shape.of(1, 2, 1), Shape.of(1, 1, 2, 1), Shape.of(1, 2, 1, 1))) {
      assertMask(MaskReader.classes(values(shape, 0, 1), TWO), 1, 2, 0, 1);
    }
    assertMask(MaskReader.classes(values(Shape.of(1, 2, 1, 1), 255, 7), NONE), 1, 2, 255, 7);
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 2, 256, 0.5f, Float.NaN, Float.POSITIVE_INFINITY})
  void masksOfWhatIsNoClassAreErrors(float type) {
    assertFails(
        type == 2 ? ErrorCode.MODEL_INVALID : ErrorCode.BACKEND_FAILED,
        () -> MaskReader.classes(values(Shape.of(1, 1, 2), 0, type), TWO),
        "'y'");
  }

  @Test
  void classScoresThatDoNotFitAreErrors() {
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> MaskReader.scores(SCORES, values(Shape.of(1, 3, 1, 4), new float[12]), TWO),
        "2 labels",
        "3 classes");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> MaskReader.scores(SCORES, values(Shape.of(1, 300, 1, 301), new float[90300]), NONE),
        "at most 256 classes");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> MaskReader.scores(SCORES, values(Shape.of(1, 4, 4, 4), new float[64]), NONE),
        "say layout");
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> MaskReader.scores(SCORES, values(Shape.of(1, 2, 1, 1), 0, Float.NaN), TWO),
        "NaN at 1");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> MaskReader.scores(SCORES, values(Shape.of(1, 2, 0, 1)), TWO),
        "[1,2,0,1]");
  }

  @Test
  void pointsAreCentresOfTheHighestCells() {
    float[] maps = {0, 0, 0.5f, 0, 0, 0, 0.75f, 0};
    List<PointReader.Point> points =
        PointReader.maps(MAPS, values(Shape.of(1, 2, 1, 4), maps), TWO).getFirst();
    assertEquals(new PointReader.Point(0, 0.5f, 0.625f, 0.5f), points.get(0));
    assertEquals(new PointReader.Point(1, 0.75f, 0.625f, 0.5f), points.get(1));
  }

  @Test
  void quarterOffsetGoesToTheHigherNeighbour() {
    Decoding.HeatMaps quarter = new Decoding.HeatMaps(Layout.NCHW, Activation.SIGMOID, true);
    float[] maps = {0, 2, 1, 0, 0, 0, 0, 9};
    List<PointReader.Point> points =
        PointReader.maps(quarter, values(Shape.of(1, 2, 1, 4), maps), TWO).getFirst();
    assertEquals(1.75f / 4, points.get(0).x());
    assertEquals(1 / (1 + Math.exp(-2)), points.get(0).score(), 1e-6);
    assertEquals(3.5f / 4, points.get(1).x(), "there is no neighbour");
  }

  @Test
  void severalBodiesOfPoints() {
    Values rows =
        values(
            Shape.of(1, 2, 2, 3),
            new float[] {0.1f, 0.2f, 0.9f, 0.3f, 0.4f, 0.8f, 1, 2, 0.7f, 3, 4, 0.6f});
    List<List<PointReader.Point>> bodies =
        PointReader.rows(new Decoding.KeyPoints(false, CoordinateUnit.FRACTION), rows, TWO, 10, 20);
    assertEquals(2, bodies.size());
    assertEquals(new PointReader.Point(1, 0.8f, 0.4f, 0.3f), bodies.getFirst().get(1));
    bodies =
        PointReader.rows(new Decoding.KeyPoints(true, CoordinateUnit.PIXELS), rows, TWO, 10, 20);
    assertEquals(new PointReader.Point(0, 0.7f, 0.1f, 0.1f), bodies.get(1).getFirst());
  }

  @Test
  void pointsThatDoNotFitAreErrors() {
    Decoding.KeyPoints rows = new Decoding.KeyPoints(false, CoordinateUnit.FRACTION);
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> PointReader.rows(rows, values(Shape.of(1, 3, 3), new float[9]), TWO, 1, 1),
        "2 labels");
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> PointReader.rows(rows, values(Shape.of(1, 1, 3), 0, Float.NaN, 0), NONE, 1, 1),
        "NaN");
    assertFails(
        ErrorCode.MODEL_INVALID,
        () -> PointReader.rows(rows, values(Shape.of(1, 1001, 1, 3), new float[3003]), NONE, 1, 1),
        "at most 1000 bodies");
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> PointReader.maps(MAPS, values(Shape.of(1, 1, 1, 2), 0, Float.NaN), NONE),
        "NaN");
  }

  @Test
  void numbersOfEveryTypeAreRead() {
    byte[] bytes = {2, 0, -1, -1};
    assertNumbers(ElementType.U8, bytes, 4, null, 2, 0, 255, 255);
    assertNumbers(ElementType.I8, bytes, 4, null, 2, 0, -1, -1);
    assertNumbers(ElementType.I16, bytes, 2, null, 2, -1);
    assertNumbers(ElementType.U16, bytes, 2, null, 2, 65535);
    assertNumbers(ElementType.I32, new byte[] {-2, -1, -1, -1}, 1, null, -2);
    assertNumbers(ElementType.I64, new byte[] {5, 0, 0, 0, 0, 0, 0, 0}, 1, null, 5);
    assertNumbers(ElementType.BOOL, new byte[] {1, 0}, 2, null, 1, 0);
    assertNumbers(ElementType.F16, new byte[] {0, 0x38}, 1, null, 0.5f);
    assertNumbers(ElementType.BF16, new byte[] {(byte) 0x80, 0x3F}, 1, null, 1);
    Quantization half = new Quantization(0.5f, -10);
    assertNumbers(ElementType.I8, new byte[] {-10, 30}, 2, half, 0, 20);
    assertNumbers(ElementType.F16, new byte[] {0, 0x38}, 1, half, 0.5f);
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> assertNumbers(ElementType.U64, new byte[8], 1, null, 0),
        "'y' is u64");
  }

  @Test
  void absurdlyLargeOutputsAreNotRead() {
    int count = (64 << 20) + 1;
    Shape shape = Shape.of(1, count);
    MemorySegment memory = MemorySegment.ofArray(new byte[count]);
    Tensor tensor = new Tensor(ElementType.U8, shape, memory);
    assertFails(ErrorCode.MODEL_INVALID, () -> Values.of("y", tensor, null), "67108865 numbers");
  }

  private static void assertNumbers(
      ElementType type,
      byte[] bytes,
      int count,
      @Nullable Quantization quantization,
      float... expected) {
    Tensor tensor = new Tensor(type, Shape.of(count), MemorySegment.ofArray(bytes));
    assertArrayEquals(expected, Values.of("y", tensor, quantization).numbers, type.lowerName());
  }

  private static Values values(Shape shape, float... numbers) {
    return Values.of("y", Tensor.ofFloats(shape, numbers), null);
  }

  private static void assertMask(Pixels mask, int width, int height, int... cells) {
    assertEquals(width, mask.width);
    assertEquals(height, mask.height);
    assertEquals(cells.length, mask.data.length);
    for (int i = 0; i < cells.length; i++) {
      assertEquals(cells[i], mask.data[i] & 0xFF, "cell " + i);
    }
  }
}
