package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Finds in a WebP what is decoded: the coded picture, of an animation the first, and its
 * orientation. Alpha, profiles and whatever else is there are ignored.
 *
 * @param lossless whether {@code data} is that of a chunk {@code VP8L}, else of {@code VP8}
 * @param data payload of the chunk, all there
 * @param orientation as Exif says
 */
record WebpContainer(boolean lossless, MemorySegment data, int orientation) {
  private static final int HEADER = 12;
  private static final int CHUNK_HEADER = 8;

  /** Position, size, duration and flags of an animation's picture. */
  private static final int FRAME_HEADER = 16;

  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int VP8 = tag("VP8 ");
  private static final int VP8L = tag("VP8L");
  private static final int FRAME = tag("ANMF");
  private static final int EXIF = tag("EXIF");

  static WebpContainer of(MemorySegment webp) throws DamagedPictureException {
    MemorySegment found = null;
    boolean lossless = false;
    int orientation = 1;
    long at = HEADER;
    long end = webp.byteSize();
    while (at + CHUNK_HEADER <= end) {
      int tag = webp.get(U32, at);
      long length = Integer.toUnsignedLong(webp.get(U32, at + 4));
      at += CHUNK_HEADER;
      if (tag == FRAME && found == null) {
        at += FRAME_HEADER; // and on into it
        continue;
      }
      boolean picture = tag == VP8 || tag == VP8L;
      if (length > end - at) {
        if (found == null) {
          throw new DamagedPictureException("it is cut short");
        }
        break; // what is missing comes after the picture
      }
      if (picture && found == null) {
        found = webp.asSlice(at, length);
        lossless = tag == VP8L;
      } else if (tag == EXIF) {
        orientation = JpegOrientation.inExif(webp.asSlice(at, length));
      }
      at += length + (length & 1);
    }
    if (found == null) {
      throw new DamagedPictureException(
          8 + Integer.toUnsignedLong(webp.get(U32, 4)) > end
              ? "it is cut short"
              : "it has no chunk with a picture");
    }
    return new WebpContainer(lossless, found, orientation);
  }

  private static int tag(String name) {
    return name.charAt(0) | (name.charAt(1) << 8) | (name.charAt(2) << 16) | (name.charAt(3) << 24);
  }
}
