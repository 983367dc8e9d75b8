package dev.vaccel.backend.image;

import static dev.vaccel.backend.image.Bench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSettings;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of JPEG, with and without libturbojpeg, compared with djpeg of libjpeg-turbo. */
class JpegKindsTest {
  /** Who decodes. */
  enum By {
    TURBO,
    JAVA;

    PictureDecoder decoder() {
      TurboJpeg.Outcome found =
          TurboJpeg.search(
              new BackendSettings(Map.of(TurboJpeg.SETTING, this == TURBO ? "auto" : "java")));
      if (this == TURBO && found.decoder() == null) {
        PictureTools.missing(found.reason());
      }
      return new PictureDecoder(1_000_000, found.decoder());
    }
  }

  private static final String[] KINDS = {
    "-quality 90 -sample 2x2",
    "-quality 90 -sample 2x1",
    "-quality 75 -sample 1x1",
    "-quality 30 -sample 2x2",
    "-quality 90 -progressive",
    "-quality 90 -grayscale",
    "-quality 90 -grayscale -progressive",
    "-quality 80 -restart 1",
    "-quality 80 -optimize",
    "-quality 80 -rgb",
  };

  @ParameterizedTest
  @EnumSource(By.class)
  void everyKindIsWhatDjpegDecodes(By by) {
    PictureDecoder decoder = by.decoder();
    for (int[] size : new int[][] {{1, 1}, {17, 9}, {150, 101}}) {
      byte[] ppm = Scenes.ppm(Scenes.scene(size[0], size[1], 4));
      for (String kind : KINDS) {
        byte[] jpeg = cjpeg(ppm, kind);
        // The same arithmetic everywhere: libjpeg's accurate integer transform.
        Scenes.assertClose(djpeg(jpeg), decode(decoder, jpeg), 1, 0.01);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void printersColoursAreWhatDjpegMakesOfThem(By by) throws IOException {
    PictureDecoder decoder = by.decoder();
    byte[] cmyk = cmyk(120, 90);
    Scenes.assertClose(djpeg(cmyk), decode(decoder, cmyk), 2, 0.6);
    byte[] ycck = asYcck(cmyk);
    Scenes.assertClose(djpeg(ycck), decode(decoder, ycck), 3, 0.8);
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void whatIsCutShortIsDamaged(By by) {
    PictureDecoder decoder = by.decoder();
    for (String kind : new String[] {KINDS[0], KINDS[4], KINDS[5]}) {
      byte[] whole = cjpeg(Scenes.ppm(Scenes.scene(64, 48, 2)), kind);
      for (int keep = 20; keep < whole.length - 64; keep += 53) {
        byte[] cut = Arrays.copyOf(whole, keep);
        assertFails(ErrorCode.CORRUPT, () -> decode(decoder, cut), "JPEG");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void damageIsAnErrorOrAPicture(By by) {
    PictureDecoder decoder = by.decoder();
    Random random = new Random(8);
    for (String kind : new String[] {KINDS[0], KINDS[4], KINDS[7]}) {
      byte[] whole = cjpeg(Scenes.ppm(Scenes.scene(40, 30, 2)), kind);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int flips = 0; flips < 4; flips++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try {
          assertTrue(decode(decoder, damaged).width > 0);
        } catch (VaccelException e) {
          assertTrue(e.getMessage().startsWith("picture"), e.getMessage());
        }
      }
    }
  }

  @Test
  void bothDecodersSayTheSameOfDamage() {
    PictureDecoder turbo = By.TURBO.decoder();
    PictureDecoder java = By.JAVA.decoder();
    byte[] whole = cjpeg(Scenes.ppm(Scenes.scene(40, 30, 2)), KINDS[0]);
    for (int keep = 2; keep < whole.length; keep += 31) {
      byte[] cut = Arrays.copyOf(whole, keep);
      assertEquals(said(java, cut), said(turbo, cut), "after " + keep + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aBombOfScansIsRefused(By by) {
    PictureDecoder decoder = by.decoder();
    byte[] jpeg = cjpeg(Scenes.ppm(Scenes.scene(16, 16, 2)), "-grayscale -progressive");
    int last = new String(jpeg, StandardCharsets.ISO_8859_1).lastIndexOf("\u00ff\u00da");
    byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 20_000; i++) {
      bomb.writeBytes(scan);
    }
    bomb.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    assertTimeout(
        Duration.ofSeconds(10),
        () ->
            assertFails(
                ErrorCode.UNSUPPORTED_TYPE,
                () -> decode(decoder, bomb.toByteArray()),
                "scans",
                "at most 100"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void reducesNoFurtherThanIsEnough(int eighths) {
    PictureDecoder decoder = By.TURBO.decoder();
    byte[] jpeg = cjpeg(Scenes.ppm(Scenes.scene(803, 605, 9)), KINDS[0]);
    int width = (803 * eighths + 7) / 8;
    int height = (605 * eighths + 7) / 8;
    Pixels pixels =
        decoder.decode(MemorySegment.ofArray(jpeg), (w, h) -> w >= width && h >= height);
    assertEquals(width + "x" + height, pixels.width + "x" + pixels.height);
    Pixels same = Scenes.ofPnm(PictureTools.run(jpeg, "djpeg", "-pnm", "-scale", eighths + "/8"));
    Scenes.assertClose(same, pixels, 1, 0.01);
  }

  @Test
  void sizeIsJudgedUpright() {
    PictureDecoder decoder = By.TURBO.decoder();
    byte[] jpeg =
        PictureDecoderTest.withOrientation(
            cjpeg(Scenes.ppm(Scenes.scene(800, 200, 9)), KINDS[0]), 6, true);
    Pixels pixels = decoder.decode(MemorySegment.ofArray(jpeg), (w, h) -> w >= 50 && h >= 200);
    assertEquals("50x200", pixels.width + "x" + pixels.height);
  }

  @Test
  void onlyTwoValuesOfTheSettingAreKnown() {
    BackendSettings settings = new BackendSettings(Map.of(TurboJpeg.SETTING, "fast"));
    ConfigException failure =
        assertThrows(ConfigException.class, () -> new ImageBackendProvider().open(settings));
    assertTrue(failure.getMessage().contains("jpeg=fast: expected auto or java"));
    assertTrue(
        new ImageBackendProvider()
            .open(new BackendSettings(Map.of(TurboJpeg.SETTING, "java")))
            .version()
            .contains("jpeg=java"));
  }

  private static String said(PictureDecoder decoder, byte[] jpeg) {
    try {
      Pixels pixels = decode(decoder, jpeg);
      return pixels.width + "x" + pixels.height;
    } catch (VaccelException e) {
      return e.getMessage();
    }
  }

  private static Pixels decode(PictureDecoder decoder, byte[] jpeg) {
    return decoder.decode(MemorySegment.ofArray(jpeg));
  }

  private static byte[] cjpeg(byte[] ppm, String options) {
    return PictureTools.run(ppm, "cjpeg", options.split(" "));
  }

  private static Pixels djpeg(byte[] jpeg) {
    return Scenes.ofPnm(PictureTools.run(jpeg, "djpeg", "-pnm"));
  }

  /** Four components as Java writes them: raw, without a word about their meaning. */
  private static byte[] cmyk(int width, int height) throws IOException {
    BufferedImage scene = Scenes.scene(width, height, 6);
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = scene.getRGB(x, y);
        raster.setPixel(
            x, y, new int[] {(rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF, 255 - (x + y) / 2});
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The same numbers with an Adobe segment that says YCCK. */
  private static byte[] asYcck(byte[] cmyk) {
    byte[] adobe = {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(cmyk, 0, 2);
    out.writeBytes(adobe);
    out.write(cmyk, 2, cmyk.length - 2);
    return out.toByteArray();
  }
}
