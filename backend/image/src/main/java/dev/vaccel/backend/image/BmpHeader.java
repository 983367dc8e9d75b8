package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What Java's decoder of BMP is not asked to find out. Source: BITMAPINFOHEADER of Windows. */
final class BmpHeader {
  private static final long COMPRESSION = 30;
  private static final int BI_JPEG = 4;
  private static final int BI_PNG = 5;
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BmpHeader() {}

  /** False for the short header of 12 bytes, in which these bytes are colours. */
  static boolean hasOtherFormatInside(MemorySegment bmp) {
    if (bmp.byteSize() < COMPRESSION + 4 || bmp.get(U32, 14) == 12) {
      return false;
    }
    int compression = bmp.get(U32, COMPRESSION);
    return compression == BI_JPEG || compression == BI_PNG;
  }
}
