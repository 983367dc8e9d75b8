package dev.vaccel.backend.image;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
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
        byte[] jpeg = Jpegs.cjpeg(ppm, kind);
        // The same arithmetic everywhere: libjpeg's accurate integer transform.
        Scenes.assertClose(djpeg(jpeg), decode(decoder, jpeg), 1, 0.01);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void printersColoursAreWhatDjpegMakesOfThem(By by) throws IOException {
    PictureDecoder decoder = by.decoder();
    byte[] cmyk = Jpegs.cmyk(Scenes.of(Scenes.scene(120, 90, 6)));
    Scenes.assertClose(djpeg(cmyk), decode(decoder, cmyk), 2, 0.6);
    byte[] ycck = Jpegs.asYcck(cmyk);
    Scenes.assertClose(djpeg(ycck), decode(decoder, ycck), 3, 0.8);
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void whatIsCutShortIsDamaged(By by) {
    PictureDecoder decoder = by.decoder();
    for (String kind : new String[] {KINDS[0], KINDS[4], KINDS[5]}) {
      byte[] whole = Jpegs.cjpeg(Scenes.ppm(Scenes.scene(64, 48, 2)), kind);
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
      byte[] whole = Jpegs.cjpeg(Scenes.ppm(Scenes.scene(40, 30, 2)), kind);
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
    byte[] whole = Jpegs.cjpeg(Scenes.ppm(Scenes.scene(40, 30, 2)), KINDS[0]);
    for (int keep = 2; keep < whole.length; keep += 31) {
      byte[] cut = Arrays.copyOf(whole, keep);
      assertEquals(said(java, cut), said(turbo, cut), "after " + keep + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aBombOfScansIsRefused(By by) {
    PictureDecoder decoder = by.decoder();
    byte[] jpeg = Jpegs.cjpeg(Scenes.ppm(Scenes.scene(16, 16, 2)), "-grayscale -progressive");
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
    byte[] jpeg = Jpegs.cjpeg(Scenes.ppm(Scenes.scene(803, 605, 9)), KINDS[0]);
    int width = (803 * eighths + 7) / 8;
    int height = (605 * eighths + 7) / 8;
    Decoded decoded =
        decoder.decode(MemorySegment.ofArray(jpeg), (w, h) -> w >= width && h >= height);
    Pixels pixels = decoded.pixels();
    assertEquals(width + "x" + height, pixels.width + "x" + pixels.height);
    assertEquals("803x605", decoded.width() + "x" + decoded.height());
    Pixels same = Scenes.ofPnm(PictureTools.run(jpeg, "djpeg", "-pnm", "-scale", eighths + "/8"));
    Scenes.assertClose(same, pixels, 1, 0.01);
  }

  @Test
  void sizeIsJudgedUpright() {
    PictureDecoder decoder = By.TURBO.decoder();
    byte[] jpeg =
        PictureDecoderTest.withOrientation(
            Jpegs.cjpeg(Scenes.ppm(Scenes.scene(800, 200, 9)), KINDS[0]), 6, true);
    Decoded decoded = decoder.decode(MemorySegment.ofArray(jpeg), (w, h) -> w >= 50 && h >= 200);
    assertEquals("50x200", decoded.pixels().width + "x" + decoded.pixels().height);
    assertEquals("200x800", decoded.width() + "x" + decoded.height());
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

  private static Pixels djpeg(byte[] jpeg) {
    return Scenes.ofPnm(PictureTools.run(jpeg, "djpeg", "-pnm"));
  }
}
