package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorWriterTest {
  /** Two pixels: red 10, green 20, blue 30 and red 40, green 50, blue 60. */
  private static final Pixels RGB = new Pixels(2, 1, 3, false, new byte[] {10, 20, 30, 40, 50, 60});

  private static final Pixels BGR = new Pixels(2, 1, 3, true, new byte[] {30, 20, 10, 60, 50, 40});
  private static final Pixels GRAY = new Pixels(2, 1, 1, false, new byte[] {7, (byte) 200});

  @Test
  void layoutsAndColorOrders() {
    for (Pixels pixels : List.of(RGB, BGR)) {
      assertFloats(pixels, Layout.NCHW, ColorOrder.RGB, 10, 40, 20, 50, 30, 60);
      assertFloats(pixels, Layout.NCHW, ColorOrder.BGR, 30, 60, 20, 50, 10, 40);
      assertFloats(pixels, Layout.NHWC, ColorOrder.RGB, 10, 20, 30, 40, 50, 60);
      assertFloats(pixels, Layout.NHWC, ColorOrder.BGR, 30, 20, 10, 60, 50, 40);
      // 0.299 R + 0.587 G + 0.114 B, rounded
      assertFloats(pixels, Layout.NCHW, ColorOrder.GRAY, 18, 48);
    }
    assertFloats(GRAY, Layout.NHWC, ColorOrder.RGB, 7, 7, 7, 200, 200, 200);
    assertFloats(GRAY, Layout.NCHW, ColorOrder.GRAY, 7, 200);
  }

  @Test
  void meanAndScaleFollowTheTensorsChannels() {
    Tensor tensor =
        write(
            writer(
                ElementType.F32,
                Layout.NCHW,
                ColorOrder.BGR,
                List.of(30f, 20f, 10f),
                List.of(1f, 2f, 0.5f)),
            RGB);
    assertEquals(Shape.of(1, 3, 1, 2), tensor.shape());
    assertArrayEquals(new float[] {0, 30, 0, 60, 0, 15}, tensor.floats());
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F16", "BF16", "F32", "F64"})
  void floatTypesHoldTheSameNumbers(ElementType type) {
    Tensor tensor =
        write(writer(type, Layout.NHWC, ColorOrder.RGB, List.of(8f), List.of(0.25f)), RGB);
    float[] expected = {0.5f, 3, 5.5f, 8, 10.5f, 13};
    for (int i = 0; i < expected.length; i++) {
      double value =
          switch (type) {
            case F16 -> Float.float16ToFloat(tensor.data().get(SHORT, 2L * i));
            case BF16 -> Float.intBitsToFloat(tensor.data().get(SHORT, 2L * i) << 16);
            case F32 -> tensor.floats()[i];
            default -> tensor.data().get(DOUBLE, 8L * i);
          };
      assertEquals(expected[i], value, type + " " + i);
    }
  }

  @Test
  void wholeNumbersAreRoundedAndClamped() {
    Tensor unsigned =
        write(
            writer(ElementType.U8, Layout.NCHW, ColorOrder.GRAY, List.of(10f), List.of(1.5f)),
            GRAY);
    assertArrayEquals(new byte[] {0, (byte) 255}, unsigned.data().toArray(ValueLayout.JAVA_BYTE));
    Tensor signed =
        write(
            writer(ElementType.I8, Layout.NCHW, ColorOrder.GRAY, List.of(128f), List.of(1f)), GRAY);
    assertArrayEquals(new byte[] {7 - 128, 72}, signed.data().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void memoryIsReusedByTheNextPicture() {
    TensorWriter writer =
        writer(ElementType.U8, Layout.NCHW, ColorOrder.GRAY, List.of(0f), List.of(1f));
    long address = write(writer, GRAY).data().address();
    assertEquals(address, write(writer, RGB).data().address());
  }

  private static void assertFloats(
      Pixels pixels, Layout layout, ColorOrder order, float... expected) {
    Tensor tensor = write(writer(ElementType.F32, layout, order, List.of(0f), List.of(1f)), pixels);
    assertArrayEquals(expected, tensor.floats(), layout + " " + order);
  }

  private static Tensor write(TensorWriter writer, Pixels pixels) {
    writer.write(pixels, 0);
    return writer.tensor(0, 1);
  }

  private static TensorWriter writer(
      ElementType type, Layout layout, ColorOrder order, List<Float> mean, List<Float> scale) {
    ModelInput input =
        new ModelInput(
            null, null, null, 0, 0, order, mean, scale, ResizeRule.STRETCH, ResizeFilter.ANTIALIAS);
    return new TensorWriter(new InputPlan("x", type, layout, 2, 1, input, true));
  }

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
}
