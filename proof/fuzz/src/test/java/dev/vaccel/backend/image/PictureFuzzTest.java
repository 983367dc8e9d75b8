package dev.vaccel.backend.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSettings;
import java.lang.foreign.MemorySegment;

/**
 * Encoded pictures of every format, by Java's decoders, ours and, where it is installed,
 * libturbojpeg: a picture of an accepted size, or one error of the picture.
 */
class PictureFuzzTest {
  private static final int MAX_PIXELS = 10_000;
  private static final PictureDecoder JAVA = new PictureDecoder(MAX_PIXELS, null);
  private static final PictureDecoder ANY =
      new PictureDecoder(MAX_PIXELS, TurboJpeg.search(BackendSettings.NONE).decoder());

  @FuzzTest
  void picture(byte[] data) {
    check(JAVA, data, Enough.ALL_PIXELS);
    check(ANY, data, (width, height) -> width >= 2 && height >= 2);
  }

  private static void check(PictureDecoder decoder, byte[] data, Enough enough) {
    try {
      Decoded decoded = decoder.decode(MemorySegment.ofArray(data), enough);
      if ((long) decoded.width() * decoded.height() > MAX_PIXELS) {
        throw new AssertionError(decoded.width() + "x" + decoded.height());
      }
      Pixels pixels = decoded.pixels();
      Part whole = Part.whole(pixels.width, pixels.height);
      if (!decoded.shown().enclosing().equals(whole)) {
        throw new AssertionError(decoded.shown() + " of " + whole);
      }
    } catch (VaccelException e) {
      if (!e.getMessage().startsWith("picture")) {
        throw new AssertionError(e.getMessage(), e);
      }
    }
  }
}
