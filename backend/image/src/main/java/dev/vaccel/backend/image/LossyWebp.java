package dev.vaccel.backend.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/**
 * Lossy WebP by TwelveMonkeys' reader in Java. It is given the coded picture alone: profiles,
 * alpha, animation, and with them a second size that nobody compared with the first, stay outside.
 */
final class LossyWebp {
  private static final int HEADER = 20;
  private static final int FRAME_HEADER = 10;
  private static final int SIZE_MASK = 0x3FFF;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LossyWebp() {}

  /**
   * Decodes.
   *
   * @param chunk payload of the chunk {@code VP8}: a key frame (RFC 6386, section 9.1)
   */
  static Pixels decode(MemorySegment chunk, SizeCheck size) throws IOException {
    if (chunk.byteSize() < FRAME_HEADER || (chunk.get(ValueLayout.JAVA_BYTE, 0) & 1) != 0) {
      throw new DamagedPictureException("it does not begin with a key frame");
    }
    size.check(PictureFormat.WEBP, chunk.get(U16, 6) & SIZE_MASK, chunk.get(U16, 8) & SIZE_MASK);
    long length = chunk.byteSize();
    byte[] file = new byte[Math.toIntExact(HEADER + length + (length & 1))];
    MemorySegment out = MemorySegment.ofArray(file);
    out.setString(0, "RIFF");
    out.set(U32, 4, file.length - 8);
    out.setString(8, "WEBPVP8 ");
    out.set(U32, 16, (int) length);
    MemorySegment.copy(chunk, 0, out, HEADER, length);
    // Not by way of ImageIO, which would offer whatever is on the path.
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (SegmentImageStream stream = new SegmentImageStream(out)) {
      reader.setInput(stream, true, true);
      return RasterPixels.of(reader.read(0));
    } catch (AssertionError e) {
      // What it throws for modes that no encoder writes.
      throw new DamagedPictureException(e.toString());
    } finally {
      reader.dispose();
    }
  }
}
