package dev.vaccel.backend.image;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entropy-coded pixels of a lossless WebP: literals, copies of what was before, colours of a cache.
 * Source: WebP lossless bitstream specification, section 5 (RFC 9649).
 */
final class Vp8lImage {
  private static final int LITERALS = 256;
  private static final int LENGTH_PREFIXES = 24;
  private static final int DISTANCE_PREFIXES = 40;
  private static final int MAX_CACHE_BITS = 11;
  private static final int CACHE_HASH = 0x1e35a7bd;

  /** libwebp writes at most 2600; each takes up to 5 KB. */
  private static final int MAX_GROUPS = 10_000;

  /** Rows up in the upper, 8 less columns left in the lower four bits, of short distances. */
  private static final byte[] NEAR_DISTANCES =
      HexFormat.of()
          .parseHex(
              "1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                  + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                  + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

  private final Vp8lBits bits;

  Vp8lImage(Vp8lBits bits) {
    this.bits = bits;
  }

  /** Reads an image that helps to read the picture: no groups of codes by place. */
  int[] readHelper(int width, int height) throws DamagedPictureException {
    int[] pixels = new int[width * height];
    int cacheBits = readCacheBits();
    Group[] groups = {Group.read(bits, cacheBits)};
    decode(pixels, 0, width, height, cacheBits, groups, null, 0);
    return pixels;
  }

  /** Reads the picture's own pixels, ARGB, into {@code pixels} from {@code base} on. */
  void readMain(int[] pixels, int base, int width, int height) throws DamagedPictureException {
    int cacheBits = readCacheBits();
    if (!bits.readFlag()) {
      Group[] groups = {Group.read(bits, cacheBits)};
      decode(pixels, base, width, height, cacheBits, groups, null, 0);
      return;
    }
    int blockBits = bits.read(3) + 2;
    int[] places = readHelper(blocks(width, blockBits), blocks(height, blockBits));
    int most = 0;
    BitSet used = new BitSet();
    for (int i = 0; i < places.length; i++) {
      places[i] = (places[i] >>> 8) & 0xFFFF;
      most = Math.max(most, places[i]);
      used.set(places[i]);
    }
    if (used.cardinality() > MAX_GROUPS) {
      throw new DamagedPictureException(
          "it has " + used.cardinality() + " groups of prefix codes, more than " + MAX_GROUPS);
    }
    Group[] groups = new Group[most + 1];
    for (int i = 0; i <= most; i++) {
      Group group = Group.read(bits, cacheBits);
      // Those that no place names are read over.
      groups[i] = used.get(i) ? group : null;
    }
    decode(pixels, base, width, height, cacheBits, groups, places, blockBits);
  }

  static int blocks(int size, int blockBits) {
    return (size + (1 << blockBits) - 1) >> blockBits;
  }

  private int readCacheBits() throws DamagedPictureException {
    if (!bits.readFlag()) {
      return 0;
    }
    int cacheBits = bits.read(4);
    if (cacheBits < 1 || cacheBits > MAX_CACHE_BITS) {
      throw new DamagedPictureException("its colour cache has " + cacheBits + " bits");
    }
    return cacheBits;
  }

  private void decode(
      int[] pixels,
      int base,
      int width,
      int height,
      int cacheBits,
      @Nullable Group[] groups,
      int @Nullable [] places,
      int blockBits)
      throws DamagedPictureException {
    int[] cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
    int end = base + width * height;
    int blocksInRow = blocks(width, blockBits);
    int mask = places == null ? -1 : (1 << blockBits) - 1;
    Group group = groups[0];
    int x = 0;
    int y = 0;
    for (int at = base; at < end; ) {
      if (places != null && ((x & mask) == 0 || group == null)) {
        group = groups[places[(y >> blockBits) * blocksInRow + (x >> blockBits)]];
      }
      Objects.requireNonNull(group); // each place names one that was kept
      int symbol = group.green.next(bits);
      int count = 1;
      if (symbol < LITERALS) {
        int red = group.red.next(bits);
        int blue = group.blue.next(bits);
        pixels[at] = (group.alpha.next(bits) << 24) | (red << 16) | (symbol << 8) | blue;
      } else if (symbol < LITERALS + LENGTH_PREFIXES) {
        count = number(symbol - LITERALS);
        int distance = distance(number(group.distance.next(bits)), width);
        if (distance > at - base || count > end - at) {
          throw new DamagedPictureException("it copies from outside of the picture");
        }
        for (int i = at; i < at + count; i++) {
          pixels[i] = pixels[i - distance];
        }
      } else {
        pixels[at] = cache[symbol - LITERALS - LENGTH_PREFIXES];
      }
      if (cacheBits > 0) {
        for (int i = at; i < at + count; i++) {
          cache[(CACHE_HASH * pixels[i]) >>> (Integer.SIZE - cacheBits)] = pixels[i];
        }
      }
      at += count;
      x += count;
      if (x >= width) {
        y += x / width;
        x %= width;
      }
      if (count > 1) {
        group = places == null ? group : null;
      }
    }
  }

  /** A length or distance from its prefix and the bits that follow. */
  private int number(int prefix) throws DamagedPictureException {
    if (prefix < 4) {
      return prefix + 1;
    }
    int extra = (prefix - 2) >> 1;
    return ((2 + (prefix & 1)) << extra) + bits.read(extra) + 1;
  }

  private static int distance(int code, int width) {
    if (code > NEAR_DISTANCES.length) {
      return code - NEAR_DISTANCES.length;
    }
    int near = NEAR_DISTANCES[code - 1];
    return Math.max(1, (near >> 4) * width + 8 - (near & 15));
  }

  /** The five codes that are used together. */
  private record Group(
      Vp8lPrefixCode green,
      Vp8lPrefixCode red,
      Vp8lPrefixCode blue,
      Vp8lPrefixCode alpha,
      Vp8lPrefixCode distance) {
    static Group read(Vp8lBits bits, int cacheBits) throws DamagedPictureException {
      int cached = cacheBits == 0 ? 0 : 1 << cacheBits;
      return new Group(
          Vp8lPrefixCode.read(bits, LITERALS + LENGTH_PREFIXES + cached),
          Vp8lPrefixCode.read(bits, LITERALS),
          Vp8lPrefixCode.read(bits, LITERALS),
          Vp8lPrefixCode.read(bits, LITERALS),
          Vp8lPrefixCode.read(bits, DISTANCE_PREFIXES));
    }
  }
}
