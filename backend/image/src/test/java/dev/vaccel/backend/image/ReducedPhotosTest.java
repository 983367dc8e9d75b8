package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.testing.RecordedModels;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far a picture's input moves when the decoder reduces it first: photographs as a camera of 12
 * megapixels would have stored them, scaled to 224x224 once from all pixels and once from as few as
 * are enough.
 */
class ReducedPhotosTest {
  private static final int SIDE = 224;

  @ParameterizedTest
  @CsvSource({
    "golden_retriever.jpg, 4000, 3000, 1",
    "banana_example.jpg, 4000, 3000, 1",
    "chelsea.png, 4000, 3000, 1",
    "golden_retriever.jpg, 4001, 3001, 1",
    "banana_example.jpg, 4001, 3002, 3",
    "chelsea.png, 4001, 3001, 7",
    "chelsea.png, 3593, 3585, 3",
  })
  void hardlyMove(String photo, int width, int height, int orientation) throws IOException {
    TurboJpeg.Outcome turbo = TurboJpeg.search(BackendSettings.NONE);
    if (turbo.decoder() == null) {
      PictureTools.missing(turbo.reason());
    }
    PictureDecoder decoder = new PictureDecoder(50_000_000, turbo.decoder());
    byte[] large =
        PictureTools.run(Scenes.ppm(enlarged(photo, width, height)), "cjpeg", "-quality", "90");
    MemorySegment jpeg =
        MemorySegment.ofArray(PictureDecoderTest.withOrientation(large, orientation, true));
    Decoded reduced = decoder.decode(jpeg, (w, h) -> w >= 2 * SIDE && h >= 2 * SIDE);
    assertTrue(reduced.pixels().width <= 1001, () -> "is " + reduced.pixels().width + " wide");
    Pixels expected = scaled(Decoded.full(decoder.decode(jpeg)));
    Pixels actual = scaled(reduced);
    // Of 255; about what one step of JPEG's quality moves.
    Scenes.assertClose(expected, actual, 12, 0.8);
  }

  private static Pixels scaled(Decoded picture) {
    Pixels pixels = picture.pixels();
    Pixels scaled = new Pixels(SIDE, SIDE, 3, pixels.bgr, new byte[SIDE * SIDE * 3]);
    new Scaler()
        .scale(pixels, picture.shown(), scaled, Part.whole(SIDE, SIDE), ResizeFilter.ANTIALIAS);
    return scaled;
  }

  private static BufferedImage enlarged(String photo, int width, int height) throws IOException {
    BufferedImage small = ImageIO.read(RecordedModels.file("images/" + photo).toFile());
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    var graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    assertTrue(graphics.drawImage(small, 0, 0, width, height, null));
    graphics.dispose();
    return large;
  }
}
