package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lossless WebP. Written here because the Java decoder at hand takes memory for as many transforms
 * and prefix codes as a stream claims, gigabytes for some hundred bytes. Here each transform comes
 * once, as the format says, and memory is about 4 bytes for each pixel, besides 3 for the result.
 *
 * <p>Source: WebP lossless bitstream specification (RFC 9649, section 3).
 */
final class Vp8lDecoder {
  static final int SIGNATURE = 0x2F;
  private static final int SIZE_BITS = 14;

  private final Vp8lBits bits;
  private final Vp8lImage image;
  private final int width;
  private final int height;
  private final Deque<Vp8lTransform> transforms = new ArrayDeque<>();

  /**
   * Reads the header.
   *
   * @param chunk payload of the chunk {@code VP8L}
   */
  Vp8lDecoder(MemorySegment chunk) throws DamagedPictureException {
    bits = new Vp8lBits(chunk);
    image = new Vp8lImage(bits);
    if (bits.read(8) != SIGNATURE) {
      throw new DamagedPictureException("its lossless data does not begin with 2f");
    }
    width = bits.read(SIZE_BITS) + 1;
    height = bits.read(SIZE_BITS) + 1;
    bits.skip(1); // whether alpha is used
    int version = bits.read(3);
    if (version != 0) {
      throw new DamagedPictureException("its lossless data has version " + version);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Decodes, once; the size was accepted. Alpha is dropped. */
  Pixels decode() throws DamagedPictureException {
    int packedWidth = width;
    int seen = 0;
    while (bits.readFlag()) {
      int type = bits.read(2);
      if ((seen & (1 << type)) != 0) {
        throw new DamagedPictureException("transform " + type + " comes twice");
      }
      seen |= 1 << type;
      Vp8lTransform transform = Vp8lTransform.read(type, bits, image, packedWidth, height);
      packedWidth = transform.packedWidth();
      transforms.push(transform);
    }
    int[] pixels = new int[Math.multiplyExact(width, height)];
    // Packed pixels stand at the end, so that they can be unpacked in place.
    int base = pixels.length - packedWidth * height;
    image.readMain(pixels, base, packedWidth, height);
    for (Vp8lTransform transform : transforms) {
      transform.undo(pixels, pixels.length - transform.packedWidth() * height, height);
    }
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, 3)];
    int to = 0;
    for (int pixel : pixels) {
      rgb[to] = (byte) (pixel >> 16);
      rgb[to + 1] = (byte) (pixel >> 8);
      rgb[to + 2] = (byte) pixel;
      to += 3;
    }
    return new Pixels(width, height, 3, false, rgb);
  }
}
