package dev.vaccel.backend.image;

import static dev.vaccel.backend.image.Scenes.encode;
import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {
  private final PictureDecoder decoder = new PictureDecoder(1_000_000, null);

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpeg"})
  void colorsComeOutAsTheyWentIn(String format) {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        image.setRGB(x, y, x < 8 ? 0xC81E32 : 0x1432DC);
      }
    }
    Pixels pixels = decode(encode(image, format));
    assertEquals(16, pixels.width);
    assertEquals(8, pixels.height);
    // JPEG and GIF's palette are lossy.
    int tolerance = format.equals("jpeg") || format.equals("gif") ? 6 : 0;
    assertColor(0xC81E32, pixels, 1, 1, tolerance);
    assertColor(0x1432DC, pixels, 14, 6, tolerance);
  }

  @Test
  void grayValuesAreNotBrightened() {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }
    Pixels pixels = decode(encode(image, "png"));
    assertEquals(1, pixels.channels);
    for (int x = 0; x < 256; x++) {
      assertEquals(x, pixels.data[x] & 0xFF);
    }
  }

  @Test
  void sixteenBitsKeepTheirUpperEight() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0x12FF);
    image.getRaster().setSample(1, 0, 0, 0xFF00);
    Pixels pixels = decode(encode(image, "png"));
    assertEquals(0x12, pixels.data[0]);
    assertEquals(0xFF, pixels.data[1] & 0xFF);
  }

  @Test
  void transparencyIsDropped() {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80112233);
    Pixels pixels = decode(encode(image, "png"));
    assertEquals(3, pixels.channels);
    assertColor(0x112233, pixels, 0, 0, 0);
  }

  @Test
  void oneBitPicturesHaveTheirColors() {
    BufferedImage image = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(8, 1, 0xFFFFFF);
    Pixels pixels = decode(encode(image, "png"));
    assertColor(0xFFFFFF, pixels, 8, 1, 0);
    assertColor(0, pixels, 7, 1, 0);
  }

  @Test
  void nativeMemoryIsReadToo() {
    byte[] png = encode(new BufferedImage(3, 4, BufferedImage.TYPE_3BYTE_BGR), "png");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(png.length).copyFrom(MemorySegment.ofArray(png));
      assertEquals(4, decoder.decode(segment).height);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello world|of no known format|68656c6c6f20776f",
        "RIFF....WAVEfmt |of no known format|52494646",
        "....ftypavif|HEIF, AVIF|expected JPEG, PNG, GIF, BMP or WebP",
        "%PDF-1.7|PDF|25504446",
        "<svg>|SVG|3c737667",
      })
  void otherFormatsAreNamed(String content, String name, String also) {
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> decode(content.getBytes(StandardCharsets.ISO_8859_1)),
        name,
        also);
  }

  @Test
  void emptyPictureIsRefused() {
    assertFails(ErrorCode.UNSUPPORTED_TYPE, () -> decode(new byte[0]), "empty", "expected JPEG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpeg"})
  void truncatedPicturesAreDamaged(String format) {
    byte[] whole = encode(noise(64, 48), format);
    for (int keep = 20; keep < whole.length - 64; keep += 97) {
      byte[] cut = Arrays.copyOf(whole, keep);
      assertFails(ErrorCode.CORRUPT, () -> decode(cut), format.toUpperCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpeg"})
  void damagedPicturesFailAsPicturesOrDecode(String format) {
    byte[] whole = encode(noise(24, 16), format);
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 0; flips < 4; flips++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Pixels pixels = decode(damaged);
        assertTrue(pixels.width > 0);
      } catch (VaccelException e) {
        assertTrue(e.getMessage().startsWith("picture"), e.getMessage());
      }
    }
  }

  @Test
  void hugePicturesAreRefusedByTheirHeader() {
    byte[] png = encode(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "png");
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 50_000);
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> decode(withHeaderCrc(png)), "60000x50000", "1000000");
    byte[] bmp = encode(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "bmp");
    bmp[20] = 0x7F; // width's third byte
    // The decoder itself does not believe this one.
    assertFails(ErrorCode.CORRUPT, () -> decode(bmp), "BMP", "width");
    byte[] gif = encode(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY), "gif");
    // The frame's own size: after the image separator, 2 + 2 bytes of position.
    int frame = new String(gif, StandardCharsets.ISO_8859_1).lastIndexOf(',');
    Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xF0);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> decode(gif), "61680x61680");
    byte[] jpeg = encode(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    int size = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0") + 5;
    Arrays.fill(jpeg, size, size + 4, (byte) 0xF0);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> decode(jpeg), "61680x61680");
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,0", "2,1,0", "3,1,1", "4,0,1", "5,0,0", "6,1,0", "7,1,1", "8,0,1", "9,0,0",
  })
  void jpegIsTurnedAsItsExifSays(int orientation, int right, int bottom) {
    // One bright corner at the top left of what is stored, 16 wide and 32 high.
    BufferedImage image = new BufferedImage(16, 32, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0xFFFFFF);
    }
    for (boolean littleEndian : new boolean[] {false, true}) {
      Pixels pixels = decode(withOrientation(encode(image, "jpeg"), orientation, littleEndian));
      boolean swapped = orientation >= 5 && orientation <= 8;
      assertEquals(swapped ? 32 : 16, pixels.width);
      int x = right == 1 ? pixels.width - 4 : 3;
      int y = bottom == 1 ? pixels.height - 4 : 3;
      assertColor(0xFFFFFF, pixels, x, y, 12);
      assertColor(0, pixels, pixels.width - 1 - x, pixels.height - 1 - y, 12);
    }
  }

  private Pixels decode(byte[] picture) {
    return decoder.decode(MemorySegment.ofArray(picture));
  }

  private static byte[] withHeaderCrc(byte[] png) {
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }

  static byte[] withOrientation(byte[] jpeg, int orientation, boolean littleEndian) {
    ByteBuffer exif = ByteBuffer.allocate(2 + 2 + 6 + 8 + 2 + 12 + 4);
    exif.putShort((short) 0xFFE1).putShort((short) (exif.capacity() - 2));
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    exif.put((littleEndian ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    byte[] out = new byte[jpeg.length + exif.capacity()];
    System.arraycopy(jpeg, 0, out, 0, 2);
    System.arraycopy(exif.array(), 0, out, 2, exif.capacity());
    System.arraycopy(jpeg, 2, out, 2 + exif.capacity(), jpeg.length - 2);
    return out;
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = image.getRaster();
    Random random = new Random(5);
    for (int i = 0; i < width * height * 3; i++) {
      raster.setSample((i / 3) % width, i / 3 / width, i % 3, random.nextInt(256));
    }
    return image;
  }

  private static void assertColor(int rgb, Pixels pixels, int x, int y, int tolerance) {
    int at = (y * pixels.width + x) * pixels.channels;
    for (int c = 0; c < 3; c++) {
      int stored = pixels.channels == 1 ? 0 : pixels.bgr ? 2 - c : c;
      assertEquals(
          (rgb >> (16 - 8 * c)) & 0xFF, pixels.data[at + stored] & 0xFF, tolerance, x + "," + y);
    }
  }
}
