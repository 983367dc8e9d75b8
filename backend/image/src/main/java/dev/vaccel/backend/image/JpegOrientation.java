package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How the camera was held: tag 0x0112 of the Exif block of a JPEG or WebP (CIPA DC-008), 1 to 8.
 * Anything that is not well formed counts as 1, upright: a picture is not refused for its notes.
 */
final class JpegOrientation {
  private static final int UPRIGHT = 1;
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int MAX_SEGMENTS = 100;
  private static final ValueLayout.OfShort BIG =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private JpegOrientation() {}

  static int of(MemorySegment jpeg) {
    try {
      long at = 2;
      for (int i = 0; i < MAX_SEGMENTS; i++) {
        int marker = Short.toUnsignedInt(jpeg.get(BIG, at));
        if (marker < 0xFFC0 || marker == 0xFFDA) {
          return UPRIGHT; // start of scan: what follows is the picture
        }
        int length = Short.toUnsignedInt(jpeg.get(BIG, at + 2));
        if (marker == 0xFFE1 && isExif(jpeg, at + 4)) {
          return inTiff(jpeg.asSlice(at + 10, length - 8));
        }
        at += 2 + length;
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
      // cut short or lying about its size
    }
    return UPRIGHT;
  }

  /** Of an Exif block by itself, with or without the name that JPEG puts before it. */
  static int inExif(MemorySegment exif) {
    try {
      return inTiff(isExif(exif, 0) ? exif.asSlice(6) : exif);
    } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
      return UPRIGHT;
    }
  }

  private static boolean isExif(MemorySegment jpeg, long at) {
    return jpeg.get(BIG, at) == 0x4578 // Ex
        && jpeg.get(BIG, at + 2) == 0x6966 // if
        && jpeg.get(BIG, at + 4) == 0;
  }

  private static int inTiff(MemorySegment tiff) {
    boolean little = tiff.get(BIG, 0) == 0x4949; // II
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ValueLayout.OfShort u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    ValueLayout.OfInt u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    long directory = Integer.toUnsignedLong(tiff.get(u32, 4));
    int entries = Short.toUnsignedInt(tiff.get(u16, directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (tiff.get(u16, entry) == ORIENTATION_TAG) {
        int value = tiff.get(u16, entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
