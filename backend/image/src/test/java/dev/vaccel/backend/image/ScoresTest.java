package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Label;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Quantization;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
  @Test
  void readsEveryShapeWithOneScoreForEachClass() {
    for (Shape shape : List.of(Shape.of(3), Shape.of(1, 3), Shape.of(1, 3, 1, 1), Shape.of(3, 1))) {
      assertArrayEquals(
          new float[] {1, 2, 3}, Scores.read("y", Tensor.ofFloats(shape, 1, 2, 3), null));
    }
    assertArrayEquals(new float[] {5}, Scores.read("y", Tensor.ofFloats(Shape.of(1, 1), 5), null));
  }

  @Test
  void refusesOtherShapes() {
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> Scores.read("boxes", Tensor.ofFloats(Shape.of(2, 3), new float[6]), null),
        "'boxes'",
        "[2,3]",
        "[1,N]");
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> Scores.read("y", Tensor.ofFloats(Shape.of(1, 0)), null),
        "[1,0]");
  }

  @Test
  void readsEveryTypeOfScore() {
    assertType(ElementType.F16, bytes(4).putShort(Float.floatToFloat16(0.25f)).putShort((short) 0));
    assertType(ElementType.BF16, bytes(4).putShort((short) 0x3E80).putShort((short) 0));
    assertType(ElementType.F64, bytes(16).putDouble(0.25).putDouble(0));
    assertType(ElementType.U8, bytes(2).put((byte) 64).put((byte) 0));
    assertType(ElementType.I8, bytes(2).put((byte) -64).put((byte) -128));
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> Scores.read("y", tensor(ElementType.I64, bytes(16)), null),
        "'y' is i64");
  }

  @Test
  void notANumberIsAnErrorWithItsClass() {
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> Scores.read("y", Tensor.ofFloats(Shape.of(1, 2), 1, Float.NaN), null),
        "'y'",
        "NaN",
        "class 1");
  }

  @Test
  void logitsBecomeProbabilitiesWithoutOverflow() {
    float[] scores = {4000, 4000 + (float) Math.log(3), -1e30f};
    Scores.normalise(scores, OutputKind.LOGITS);
    assertArrayEquals(new float[] {0.25f, 0.75f, 0}, scores, 2e-4f);
    float[] infinite = {Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY};
    Scores.normalise(infinite, OutputKind.LOGITS);
    assertArrayEquals(new float[] {1, 0, 0}, infinite);
  }

  @Test
  void probabilitiesStayAsTheyAre() {
    float[] scores = {0.2f, 0.9f, 3};
    Scores.normalise(scores, OutputKind.PROBABILITIES);
    assertArrayEquals(new float[] {0.2f, 0.9f, 3}, scores);
  }

  @Test
  void kindIsGuessedFromTheNumbers() {
    float[] normal = {0.25f, 0.74f};
    Scores.normalise(normal, null);
    assertArrayEquals(new float[] {0.25f, 0.74f}, normal);
    float[] logits = {0, 0.1f, 0.1f};
    Scores.normalise(logits, null);
    assertEquals(1, logits[0] + logits[1] + logits[2], 1e-6);
  }

  @Test
  void bestComeFirstAndEqualOnesInOrder() {
    float[] scores = {0.1f, 0.3f, 0.3f, 0.05f, 0.25f};
    assertEquals(
        List.of(new Label(1, "b", 0.3f), new Label(2, "c", 0.3f), new Label(4, "e", 0.25f)),
        Scores.top(scores, 3, List.of("a", "b", "c", "d", "e")));
    assertEquals(5, Scores.top(scores, 1000, List.of()).size());
    assertEquals(new Label(1, "class 1", 0.3f), Scores.top(scores, 1, List.of()).getFirst());
  }

  @Test
  void quantisedLogitsAreRealNumbersFirst() {
    Tensor stored = tensor(ElementType.I8, bytes(2).put((byte) 30).put((byte) -10));
    assertArrayEquals(new float[] {20, 0}, Scores.read("y", stored, new Quantization(0.5f, -10)));
  }

  private static void assertType(ElementType type, ByteBuffer content) {
    assertArrayEquals(
        new float[] {0.25f, 0}, Scores.read("y", tensor(type, content), null), type.lowerName());
  }

  private static Tensor tensor(ElementType type, ByteBuffer content) {
    return new Tensor(type, Shape.of(1, 2), MemorySegment.ofBuffer(content.rewind()));
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
