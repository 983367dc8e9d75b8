package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pictures are reduced, how far, and what is known of them then. */
class ReductionTest {
  private static final Enough ANY = (_, _) -> true;

  @ParameterizedTest
  @CsvSource({
    // Of 50 x 50, or twice that: an eighth of 403 is 51, a quarter 101.
    "STRETCH, 1601, 403, 401, 101",
    "CROP, 1601, 403, 401, 101",
    "CROP, 403, 1601, 101, 401",
    // 50 x 13 of the input.
    "LETTERBOX, 1601, 403, 201, 51",
    "LETTERBOX, 403, 1601, 51, 201",
    "STRETCH, 793, 793, 100, 100",
    "STRETCH, 792, 792, 198, 198",
    "CROP, 793, 792, 199, 198",
    "LETTERBOX, 199, 199, 100, 100",
    "LETTERBOX, 198, 198, 198, 198",
  })
  void twiceWhatTheModelSeesIsLeft(ResizeRule rule, int width, int height, int left, int high) {
    Decoded decoded = decode(jpeg(width, height), plan(rule, ResizeFilter.ANTIALIAS)::isEnough);
    assertEquals(left + "x" + high, decoded.pixels().width + "x" + decoded.pixels().height);
    assertEquals(width + "x" + height, decoded.width() + "x" + decoded.height());
    double reduction = Math.round((double) width / left);
    assertEquals(new Area(0, 0, width / reduction, height / reduction), decoded.shown());
  }

  @Test
  void nearestPixelsAreAllThere() {
    Enough enough = plan(ResizeRule.STRETCH, ResizeFilter.BILINEAR)::isEnough;
    assertFalse(enough.test(10_000, 10_000));
    Decoded decoded = decode(jpeg(403, 403), enough);
    assertEquals(Area.of(Part.whole(403, 403)), decoded.shown());
    assertEquals(403, decoded.pixels().width);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void otherFormatsKeepTheirPixels(String format) {
    Decoded decoded = decode(Scenes.encode(new BufferedImage(403, 99, 1), format), ANY);
    assertEquals("403x99", decoded.pixels().width + "x" + decoded.pixels().height);
    assertEquals(Area.of(Part.whole(403, 99)), decoded.shown());
  }

  @Test
  void withoutTheLibraryAllPixelsAreThere() {
    PictureDecoder java = new PictureDecoder(1_000_000, null);
    byte[] jpeg = PictureDecoderTest.withOrientation(jpeg(403, 99), 6, true);
    Decoded decoded = java.decode(MemorySegment.ofArray(jpeg), ANY);
    assertEquals("99x403", decoded.pixels().width + "x" + decoded.pixels().height);
    assertEquals("99x403", decoded.width() + "x" + decoded.height());
  }

  @Test
  void sizesAreLimitedAsStored() {
    MemorySegment jpeg =
        MemorySegment.ofArray(PictureDecoderTest.withOrientation(jpeg(601, 403), 6, true));
    for (Enough enough : List.of(ANY, Enough.ALL_PIXELS)) {
      PictureDecoder low = new PictureDecoder(601 * 403 - 1, turbo());
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> low.decode(jpeg, enough),
          "JPEG of 601x403 pixels: expected 1 to 242202 pixels");
      Decoded accepted = new PictureDecoder(601 * 403, turbo()).decode(jpeg, enough);
      assertEquals("403x601", accepted.width() + "x" + accepted.height());
    }
  }

  private static Decoded decode(byte[] picture, Enough enough) {
    return new PictureDecoder(1_000_000, turbo()).decode(MemorySegment.ofArray(picture), enough);
  }

  private static @Nullable TurboJpeg turbo() {
    TurboJpeg.Outcome turbo = TurboJpeg.search(BackendSettings.NONE);
    if (turbo.decoder() == null) {
      PictureTools.missing(turbo.reason());
    }
    return turbo.decoder();
  }

  private static byte[] jpeg(int width, int height) {
    return Scenes.encode(Scenes.scene(width, height, 3), "jpeg");
  }

  /** For 50 x 50. */
  private static InputPlan plan(ResizeRule rule, ResizeFilter filter) {
    ModelInput input =
        new ModelInput(
            "x",
            ElementType.F32,
            Layout.NCHW,
            50,
            50,
            ColorOrder.RGB,
            List.of(0f),
            List.of(1f),
            rule,
            filter);
    return new InputPlan("x", ElementType.F32, Layout.NCHW, 50, 50, input, false);
  }
}
