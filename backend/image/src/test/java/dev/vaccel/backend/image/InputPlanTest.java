package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelFormat;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import dev.vaccel.model.Task;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class InputPlanTest {
  @Test
  void bareModelsAreGuessedFromTheirShape() {
    InputPlan planes = bare(ElementType.F32, 1, 3, 224, 200);
    assertEquals(Layout.NCHW, planes.layout());
    assertEquals(200, planes.width());
    assertEquals(224, planes.height());
    assertEquals(ModelInput.GUESS, planes.input());
    InputPlan interleaved = bare(ElementType.F16, -1, 96, 64, 3);
    assertEquals(Layout.NHWC, interleaved.layout());
    assertEquals(64, interleaved.width());
    assertEquals(ColorOrder.GRAY, bare(ElementType.F32, 1, 1, 28, 28).input().colorOrder());
  }

  @Test
  void quantisedModelsThatSayNothingTakePixels() {
    assertEquals(List.of(0f), bare(ElementType.U8, 1, 224, 224, 3).input().mean());
    assertEquals(List.of(128f), bare(ElementType.I8, 1, 224, 224, 3).input().mean());
    assertEquals(List.of(1f), bare(ElementType.I8, 1, 224, 224, 3).input().scale());
  }

  @Test
  void bundleFillsWhatTheModelLeavesOpen() {
    ModelInput input = input("x", null, Layout.NHWC, 32, 16);
    InputPlan plan = InputPlan.of(bundle(input), model(ElementType.F32, -1, -1, -1, -1));
    assertEquals(32, plan.width());
    assertEquals(16, plan.height());
    assertEquals(Layout.NHWC, plan.layout());
  }

  @Test
  void whatCannotBeKnownIsAskedFor() {
    assertUnfit(() -> bare(ElementType.F32, 1, 3, -1, 224), "height", "say it in a bundle");
    assertUnfit(() -> bare(ElementType.F32, 1, -1, 224, 224), "layout NCHW or NHWC");
    assertUnfit(() -> bare(ElementType.F32, 1, 3, 3, 3), "layout NCHW or NHWC");
  }

  @Test
  void ofAnyShapeTheBundleSaysAll() {
    String message = "'x' is f32 of any shape: say layout, width and height in a bundle";
    ModelInfo model =
        new ModelInfo(
            "b",
            "cpu:0",
            1,
            List.of(new TensorInfo("x", ElementType.F32, TensorInfo.ANY_SHAPE)),
            List.of());
    ModelBundle silent =
        new ModelBundle(BundleDescription.of(Task.TENSOR, ModelFormat.ONNX, "m"), List.of(), true);
    assertUnfit(() -> InputPlan.of(silent, model), message);
    for (ModelInput part :
        List.of(
            input("x", null, null, 32, 16),
            input("x", null, Layout.NHWC, 0, 16),
            input("x", null, Layout.NHWC, 32, 0))) {
      assertUnfit(() -> InputPlan.of(bundle(part), model), message);
    }
    InputPlan plan = InputPlan.of(bundle(input("x", null, Layout.NHWC, 32, 16)), model);
    assertEquals(Layout.NHWC, plan.layout());
    assertEquals("32x16", plan.width() + "x" + plan.height());
    assertFalse(plan.anyBatch());
    assertUnfit(
        () -> InputPlan.of(bundle(input("x", ElementType.U8, Layout.NHWC, 32, 16)), model),
        "f32 of any shape: the bundle says elementType U8");
  }

  @Test
  void modelsThatTakeNoPictureAreRefused() {
    assertUnfit(() -> bare(ElementType.F32, 1, 1000), "f32[1,1000]", "four dimensions");
    assertUnfit(() -> bare(ElementType.F32, 8, 3, 224, 224), "first dimension of 1");
    assertUnfit(() -> bare(ElementType.I64, 1, 3, 224, 224), "i64", "f16, bf16");
    ModelInfo two =
        new ModelInfo(
            "b",
            "cpu:0",
            1,
            List.of(
                new TensorInfo("x", ElementType.F32, List.of(1L)),
                new TensorInfo("state", ElementType.F32, List.of(1L))),
            List.of());
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> InputPlan.of(bundle(ModelInput.GUESS), two),
        "[x, state]",
        "tensor");
  }

  @Test
  void bundlesThatContradictTheirModelAreRefused() {
    ModelInfo model = model(ElementType.F32, 1, 3, 224, 224);
    assertUnfit(() -> InputPlan.of(bundle(input("y", null, null, 0, 0)), model), "'y'", "[x]");
    assertUnfit(
        () -> InputPlan.of(bundle(input("x", ElementType.U8, null, 0, 0)), model),
        "f32[1,3,224,224]",
        "elementType U8");
    assertUnfit(() -> InputPlan.of(bundle(input("x", null, null, 200, 0)), model), "width 200");
    assertUnfit(
        () -> InputPlan.of(bundle(input("x", null, Layout.NHWC, 0, 0)), model), "224 channels");
  }

  private static InputPlan bare(ElementType type, long... dims) {
    return InputPlan.of(
        new ModelBundle(BundleDescription.of(Task.TENSOR, ModelFormat.ONNX, "m"), List.of(), true),
        model(type, dims));
  }

  private static ModelInfo model(ElementType type, long... dims) {
    List<Long> list = Arrays.stream(dims).boxed().toList();
    return new ModelInfo("b", "cpu:0", 1, List.of(new TensorInfo("x", type, list)), List.of());
  }

  private static ModelBundle bundle(ModelInput input) {
    return new ModelBundle(
        BundleDescription.of(Task.CLASSIFY, ModelFormat.ONNX, "m")
            .withInterface(List.of(input), List.of()),
        List.of(),
        false);
  }

  private static ModelInput input(
      String name, @Nullable ElementType type, @Nullable Layout layout, int width, int height) {
    return new ModelInput(
        name,
        type,
        layout,
        width,
        height,
        ColorOrder.RGB,
        List.of(0f),
        List.of(1f),
        ResizeRule.STRETCH,
        ResizeFilter.ANTIALIAS);
  }

  private static void assertUnfit(Executable action, String... parts) {
    assertFails(ErrorCode.INVALID_ARGUMENT, action, parts);
  }
}
