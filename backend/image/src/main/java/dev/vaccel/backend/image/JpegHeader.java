package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the segments of a JPEG before its first scan say (ITU-T T.81, annex B).
 *
 * @param width as stored, in pixels
 * @param height as stored, in pixels
 * @param components 1 to 255
 * @param process the marker of the frame: 0xC0 baseline, 0xC1 extended, 0xC2 progressive, others
 *     that nobody writes
 * @param adobeTransform of the Adobe segment: 0 none, 1 YCbCr, 2 YCCK; -1 without such a segment
 * @param scans number of scans, if the decoder reads all before it gives the first row; else 1
 * @param cutShort whether scans were counted and there was no end of the picture: then whole scans
 *     may be missing, which decoders take for a picture of less detail
 */
record JpegHeader(
    int width,
    int height,
    int components,
    int process,
    int adobeTransform,
    int scans,
    boolean cutShort) {
  private static final int PROGRESSIVE = 0xC2;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int ADOBE_SEGMENT = 0xEE;
  private static final ValueLayout.OfShort BIG =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Whether all samples have 8 bits and are coded as everybody codes them. */
  boolean isCommon() {
    return process >= 0xC0 && process <= PROGRESSIVE;
  }

  /** Reads; nothing where the segments are not well formed, which a decoder will say better. */
  static Optional<JpegHeader> of(MemorySegment jpeg) {
    try {
      return Optional.ofNullable(new Walk(jpeg).header());
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /** Goes from marker to marker. One thread. */
  private static final class Walk {
    private final MemorySegment jpeg;
    private long at = 2;
    private boolean cutShort;

    Walk(MemorySegment jpeg) {
      this.jpeg = jpeg;
    }

    @Nullable JpegHeader header() {
      int adobe = -1;
      long frame = -1;
      int process = 0;
      while (true) {
        int marker = marker();
        if (marker == END_OF_IMAGE) {
          return null;
        }
        int length = Short.toUnsignedInt(jpeg.get(BIG, at));
        if (isFrame(marker)) {
          process = marker;
          frame = at;
        } else if (marker == ADOBE_SEGMENT && length >= 14 && isAdobe()) {
          adobe = u8(at + 13);
        } else if (marker == START_OF_SCAN) {
          break;
        }
        at += length;
      }
      if (frame < 0) {
        return null;
      }
      int components = u8(frame + 7);
      boolean whole = process == PROGRESSIVE || u8(at + 2) < components;
      return new JpegHeader(
          Short.toUnsignedInt(jpeg.get(BIG, frame + 5)),
          Short.toUnsignedInt(jpeg.get(BIG, frame + 3)),
          components,
          process,
          adobe,
          whole ? countScans() : 1,
          cutShort);
    }

    /** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
    private static boolean isFrame(int marker) {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private boolean isAdobe() {
      return jpeg.get(BIG, at + 2) == 0x4164 && jpeg.get(BIG, at + 4) == 0x6F62; // Adob
    }

    private int u8(long offset) {
      return Byte.toUnsignedInt(jpeg.get(ValueLayout.JAVA_BYTE, offset));
    }

    /** The next marker with a length; {@code at} is behind it. Skips what decoders skip. */
    private int marker() {
      while (true) {
        while (u8(at) != 0xFF) {
          at++;
        }
        while (u8(at) == 0xFF) {
          at++;
        }
        int marker = u8(at++);
        // Stuffed zeros, and markers that stand alone.
        boolean alone = marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        if (!alone) {
          return marker;
        }
      }
    }

    /** From the first scan's parameters to the end of the picture or of the bytes. */
    private int countScans() {
      int scans = 1;
      try {
        for (int marker; (marker = marker()) != END_OF_IMAGE; ) {
          if (marker == START_OF_SCAN) {
            scans++;
          }
        }
      } catch (IndexOutOfBoundsException _) {
        cutShort = true;
      }
      return scans;
    }
  }
}
