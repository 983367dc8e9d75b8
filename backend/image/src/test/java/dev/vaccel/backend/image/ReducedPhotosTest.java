package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How far a picture's input moves when the decoder reduces it first: photographs as a camera of 12
 * megapixels would have stored them, scaled to 224x224 once from all pixels and once from as few as
 * are enough.
 */
class ReducedPhotosTest {
  private static final int SIDE = 224;

  @ParameterizedTest
  @ValueSource(strings = {"golden_retriever.jpg", "banana_example.jpg", "chelsea.png"})
  void hardlyMove(String photo) throws IOException {
    TurboJpeg.Outcome turbo = TurboJpeg.search(BackendSettings.NONE);
    if (turbo.decoder() == null) {
      PictureTools.missing(turbo.reason());
    }
    PictureDecoder decoder = new PictureDecoder(50_000_000, turbo.decoder());
    byte[] large = PictureTools.run(Scenes.ppm(enlarged(photo)), "cjpeg", "-quality", "90");
    MemorySegment jpeg = MemorySegment.ofArray(large);
    Pixels reduced = decoder.decode(jpeg, (w, h) -> w >= 2 * SIDE && h >= 2 * SIDE);
    assertEquals(4000 / 4, reduced.width);
    Pixels expected = scaled(decoder.decode(jpeg));
    Pixels actual = scaled(reduced);
    // Of 255; about what one step of JPEG's quality moves.
    Scenes.assertClose(expected, actual, 12, 0.8);
  }

  private static Pixels scaled(Pixels picture) {
    Pixels scaled = new Pixels(SIDE, SIDE, 3, picture.bgr, new byte[SIDE * SIDE * 3]);
    new Scaler()
        .scale(
            picture,
            Part.whole(picture.width, picture.height),
            scaled,
            Part.whole(SIDE, SIDE),
            ResizeFilter.ANTIALIAS);
    return scaled;
  }

  private static BufferedImage enlarged(String photo) throws IOException {
    BufferedImage small = ImageIO.read(RecordedModels.file("images/" + photo).toFile());
    BufferedImage large = new BufferedImage(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
    var graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    assertTrue(graphics.drawImage(small, 0, 0, 4000, 3000, null));
    graphics.dispose();
    return large;
  }
}
