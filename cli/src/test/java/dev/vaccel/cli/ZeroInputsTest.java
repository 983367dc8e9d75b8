package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ZeroInputsTest {
  private static ModelInput picture(Layout layout, int width, int height) {
    return new ModelInput(
        null,
        null,
        layout,
        width,
        height,
        ColorOrder.RGB,
        List.of(0f),
        List.of(1f),
        ResizeRule.STRETCH,
        ResizeFilter.ANTIALIAS);
  }

  private static NamedTensor of(List<Long> dims, ElementType type, ModelInput said) {
    TensorInfo input = new TensorInfo("x", type, dims);
    ModelInfo info = new ModelInfo("back", "cpu", 0, List.of(input), List.of());
    return ZeroInputs.of(info, said, Arena.ofAuto()::allocate).getFirst();
  }

  @Test
  void whatTheModelSaysIsTaken() {
    NamedTensor zeros = of(List.of(2L, 5L), ElementType.F64, ModelInput.GUESS);
    assertEquals("x", zeros.name());
    assertEquals(Shape.of(2, 5), zeros.tensor().shape());
    assertEquals(2 * 5 * 8, zeros.tensor().data().byteSize());
  }

  @Test
  void whatTheCallDecidesIsOneOrAPicture() {
    ModelInput said = picture(Layout.NHWC, 32, 16);
    assertEquals(Shape.of(1, 5), of(List.of(-1L, 5L), ElementType.F32, said).tensor().shape());
    assertEquals(
        Shape.of(1, 16, 32, 3),
        of(List.of(-1L, -1L, -1L, 3L), ElementType.U8, said).tensor().shape());
    assertEquals(
        Shape.of(1, 3, 224, 224),
        of(List.of(-1L, 3L, -1L, -1L), ElementType.F32, ModelInput.GUESS).tensor().shape());
  }

  @Test
  void anyShapeIsThatOfTheBundle() {
    assertEquals(
        Shape.of(1, 3, 16, 32),
        of(TensorInfo.ANY_SHAPE, ElementType.F32, picture(Layout.NCHW, 32, 16)).tensor().shape());
    assertEquals(
        Shape.of(1, 16, 32, 3),
        of(TensorInfo.ANY_SHAPE, ElementType.F32, picture(Layout.NHWC, 32, 16)).tensor().shape());
    Failure failure =
        assertThrows(
            Failure.class, () -> of(TensorInfo.ANY_SHAPE, ElementType.F32, ModelInput.GUESS));
    assertTrue(String.valueOf(failure.getMessage()).contains("layout, width and height"));
  }

  @Test
  void stringsAreEmpty() {
    NamedTensor strings = of(List.of(-1L, 2L), ElementType.STRING, ModelInput.GUESS);
    assertEquals(List.of("", ""), strings.tensor().strings());
  }

  @Test
  void whatNoMemoryHoldsIsRefused() {
    assertThrows(Failure.class, () -> of(List.of(1L << 40), ElementType.F32, ModelInput.GUESS));
  }
}
