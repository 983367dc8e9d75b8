package dev.vaccel.backend.image;

import static dev.vaccel.backend.image.Scenes.encode;
import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebP as cwebp writes it, compared with dwebp of libwebp. */
class WebpTest {
  private final PictureDecoder decoder = new PictureDecoder(4_000_000, null);

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "16,16", "17,33", "64,48", "301,203", "640,427"})
  void losslessIsExact(int width, int height) {
    BufferedImage image = Scenes.scene(width, height, width);
    for (String effort : new String[] {"0", "3", "6", "9"}) {
      byte[] webp = cwebp(image, "-quiet", "-z", effort);
      Scenes.assertClose(Scenes.of(image), decode(webp), 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 200, 256})
  void losslessPalettesAreExact(int colors) {
    Random random = new Random(colors);
    int[] palette = random.ints(colors, 0, 0x1000000).toArray();
    for (int width : new int[] {1, 7, 8, 9, 100}) {
      BufferedImage image = new BufferedImage(width, 50, BufferedImage.TYPE_3BYTE_BGR);
      for (int i = 0; i < width * 50; i++) {
        image.setRGB(i % width, i / width, palette[random.nextInt(colors)]);
      }
      Scenes.assertClose(Scenes.of(image), decode(cwebp(image, "-quiet", "-lossless")), 0, 0);
    }
  }

  @Test
  void losslessNoiseAndRepetitionAreExact() {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 256 * 256; i++) {
      int rgb = i % 5 == 0 ? random.nextInt(0x1000000) : ((i / 512) * 0x010307) & 0xFFFFFF;
      image.setRGB(i & 255, i >> 8, rgb);
    }
    for (String effort : new String[] {"0", "6", "9"}) {
      Scenes.assertClose(Scenes.of(image), decode(cwebp(image, "-quiet", "-z", effort)), 0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301,203,-q 75",
    "64,64,-q 5",
    "640,427,-q 95",
    "17,9,-q 50",
    "320,240,-q 40 -segments 4 -sns 90",
    "320,240,-q 60 -f 0",
    "320,240,-q 60 -strong -f 80",
    "320,240,-q 60 -nostrong -f 60",
    "320,240,-q 60 -partition_limit 50",
    "1,1,-q 75"
  })
  void lossyIsWhatLibwebpDecodes(int width, int height, String options) {
    byte[] webp = cwebp(Scenes.scene(width, height, 7), ("-quiet " + options).split(" "));
    Pixels plain =
        Scenes.ofPnm(
            PictureTools.run(webp, "dwebp", "-quiet", "-nofancy", "-ppm", "-o", "-", "--", "IN"));
    Scenes.assertClose(plain, decode(webp), 40, 4);
  }

  @Test
  void alphaIsDroppedAndTheRestKept() {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 40 * 30; i++) {
      image.setRGB(i % 40, i / 40, ((i % 256) << 24) | ((i * 0x3517) & 0xFFFFFF));
    }
    byte[] webp =
        PictureTools.run(
            encode(image, "png"), "cwebp", "-quiet", "-lossless", "-exact", "-o", "-", "--", "IN");
    Pixels pixels = decode(webp);
    for (int i = 0; i < 40 * 30; i++) {
      int rgb = (i * 0x3517) & 0xFFFFFF;
      for (int c = 0; c < 3; c++) {
        assertEquals((rgb >> (16 - 8 * c)) & 0xFF, Scenes.value(pixels, i % 40, i / 40, c));
      }
    }
    byte[] lossy =
        PictureTools.run(
            encode(image, "png"), "cwebp", "-quiet", "-q", "90", "-o", "-", "--", "IN");
    assertEquals(40, decode(lossy).width);
  }

  @Test
  void ofAnAnimationTheFirstPictureIsDecoded() {
    BufferedImage image = Scenes.scene(50, 40, 1);
    byte[] still = cwebp(image, "-quiet", "-lossless");
    // VP8X, then a frame of 50x40 at 0,0 around the chunk of the still picture.
    ByteBuffer animation = ByteBuffer.allocate(still.length + 200).order(ByteOrder.LITTLE_ENDIAN);
    int chunk = still.length - 12;
    animation.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    animation.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(2);
    animation.put(new byte[] {49, 0, 0, 39, 0, 0});
    animation.put("ANIM".getBytes(StandardCharsets.US_ASCII)).putInt(6).put(new byte[6]);
    animation.put("ANMF".getBytes(StandardCharsets.US_ASCII)).putInt(16 + chunk);
    animation.put(new byte[] {0, 0, 0, 0, 0, 0, 49, 0, 0, 39, 0, 0, 100, 0, 0, 0});
    animation.put(still, 12, chunk);
    Scenes.assertClose(
        Scenes.of(image), decode(Arrays.copyOf(animation.array(), animation.position())), 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lossless", "-q 80"})
  void whatIsCutShortIsDamaged(String kind) {
    byte[] whole = cwebp(Scenes.scene(60, 40, 2), ("-quiet " + kind).split(" "));
    for (int keep = 12; keep < whole.length - 1; keep += 41) {
      byte[] cut = Arrays.copyOf(whole, keep);
      assertFails(ErrorCode.CORRUPT, () -> decode(cut), "WebP", "cut short");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lossless", "-q 80"})
  void damageIsAnErrorOrAPicture(String kind) {
    byte[] whole = cwebp(Scenes.scene(60, 40, 2), ("-quiet " + kind).split(" "));
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 0; flips < 3; flips++) {
        damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt();
      }
      try {
        assertTrue(decode(damaged).width > 0);
      } catch (VaccelException e) {
        assertTrue(e.getMessage().startsWith("picture"), e.getMessage());
      }
    }
  }

  @Test
  void hugePicturesAreRefusedByTheirHeader() {
    byte[] lossless = cwebp(Scenes.scene(8, 8, 2), "-quiet", "-lossless");
    Arrays.fill(lossless, 21, 24, (byte) 0xFF);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> decode(lossless), "WebP", "16384x", "4000000");
    byte[] lossy = cwebp(Scenes.scene(8, 8, 2), "-quiet");
    Arrays.fill(lossy, 26, 30, (byte) 0x3F);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> decode(lossy), "WebP", "16191x16191");
  }

  /** In other decoders each takes memory for a sixteenth of the picture. */
  @Test
  void aBombOfTransformsIsRefused() {
    byte[] bomb = new byte[4000];
    ByteBuffer out = ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(bomb.length - 8);
    out.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(bomb.length - 20);
    // 2f; 1999 and 1999 in 14 bits each; then for ever: a transform, the predictor, of 4x4 blocks,
    // no cache, five codes of one symbol, 0: 1 00 000 0 and five times 1 0 0 0.
    BigInteger bits = BigInteger.valueOf(0x2F).or(BigInteger.valueOf((1999L << 8) | (1999L << 22)));
    long transform = 1 | (0x1111L << 7) | (1L << 23);
    for (int i = 0; i < 1000; i++) {
      bits = bits.or(BigInteger.valueOf(transform).shiftLeft(40 + 27 * i));
    }
    byte[] bigEndian = bits.toByteArray();
    for (int i = 0; i < Math.min(bigEndian.length, bomb.length - 20); i++) {
      bomb[20 + i] = bigEndian[bigEndian.length - 1 - i];
    }
    assertFails(ErrorCode.CORRUPT, () -> decode(bomb), "transform 0 comes twice");
  }

  private static byte[] cwebp(BufferedImage image, String... options) {
    String[] all = Arrays.copyOf(options, options.length + 4);
    System.arraycopy(new String[] {"-o", "-", "--", "IN"}, 0, all, options.length, 4);
    return PictureTools.run(Scenes.ppm(image), "cwebp", all);
  }

  private Pixels decode(byte[] webp) {
    return decoder.decode(MemorySegment.ofArray(webp));
  }
}
