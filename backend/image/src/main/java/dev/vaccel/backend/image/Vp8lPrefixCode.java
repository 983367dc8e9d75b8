package dev.vaccel.backend.image;

import java.util.Arrays;

/**
 * A canonical prefix code of a lossless WebP. Takes memory for the symbols that it has, not for
 * those it might have: a picture may bring thousands of codes.
 */
final class Vp8lPrefixCode {
  private static final int MAX_LENGTH = 15;
  private static final int TABLE_BITS = 8;
  private static final int LENGTH_CODES = 19;
  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Symbols in the order of their codes. */
  private final short[] symbols;

  /** Where codes of each length begin, from their most significant bit. */
  private final int[] firstCode;

  /** Where symbols of each length begin in {@link #symbols}. */
  private final int[] firstSymbol;

  /** For the next bits: symbol in the upper bits, length in the lower 4; 0 length: a longer one. */
  private final int[] table;

  private final int tableMask;

  private Vp8lPrefixCode(int[] lengths) throws DamagedPictureException {
    int[] counts = new int[MAX_LENGTH + 1];
    for (int length : lengths) {
      counts[length]++;
    }
    int used = lengths.length - counts[0];
    symbols = new short[used];
    firstCode = new int[MAX_LENGTH + 2];
    firstSymbol = new int[MAX_LENGTH + 2];
    counts[0] = 0;
    for (int length = 1; length <= MAX_LENGTH + 1; length++) {
      firstCode[length] = (firstCode[length - 1] + counts[length - 1]) << 1;
      firstSymbol[length] = firstSymbol[length - 1] + counts[length - 1];
    }
    int[] next = firstSymbol.clone();
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = (short) symbol;
      }
    }
    if (used == 1) {
      // No bits at all.
      table = new int[0];
      tableMask = 0;
      return;
    }
    if (used == 0 || firstCode[MAX_LENGTH + 1] != 1 << (MAX_LENGTH + 1)) {
      throw new DamagedPictureException("a prefix code is not complete");
    }
    int longest = MAX_LENGTH;
    while (counts[longest] == 0) {
      longest--;
    }
    int bits = Math.min(longest, TABLE_BITS);
    table = new int[1 << bits];
    tableMask = table.length - 1;
    for (int length = 1; length <= bits; length++) {
      for (int i = 0; i < counts[length]; i++) {
        int code = Integer.reverse(firstCode[length] + i) >>> (Integer.SIZE - length);
        int entry = (symbols[firstSymbol[length] + i] << 4) | length;
        for (int at = code; at < table.length; at += 1 << length) {
          table[at] = entry;
        }
      }
    }
  }

  /** Reads a code. */
  static Vp8lPrefixCode read(Vp8lBits bits, int alphabet) throws DamagedPictureException {
    int[] lengths = new int[alphabet];
    if (bits.readFlag()) {
      boolean two = bits.readFlag();
      set(lengths, bits.read(bits.readFlag() ? 8 : 1));
      if (two) {
        set(lengths, bits.read(8));
      }
    } else {
      readLengths(bits, lengths);
    }
    return new Vp8lPrefixCode(lengths);
  }

  private static void set(int[] lengths, int symbol) throws DamagedPictureException {
    if (symbol >= lengths.length) {
      throw new DamagedPictureException("a prefix code has the symbol " + symbol);
    }
    lengths[symbol] = 1;
  }

  private static void readLengths(Vp8lBits bits, int[] lengths) throws DamagedPictureException {
    int[] own = new int[LENGTH_CODES];
    int count = 4 + bits.read(4);
    for (int i = 0; i < count; i++) {
      own[LENGTH_ORDER[i]] = bits.read(3);
    }
    Vp8lPrefixCode code = new Vp8lPrefixCode(own);
    int left = lengths.length;
    if (bits.readFlag()) {
      left = 2 + bits.read(2 + 2 * bits.read(3));
      if (left > lengths.length) {
        throw new DamagedPictureException("a prefix code has too many symbols");
      }
    }
    int previous = 8;
    for (int at = 0; at < lengths.length && left > 0; left--) {
      int length = code.next(bits);
      if (length < 16) {
        lengths[at++] = length;
        previous = length == 0 ? previous : length;
        continue;
      }
      int repeat =
          switch (length) {
            case 16 -> 3 + bits.read(2);
            case 17 -> 3 + bits.read(3);
            default -> 11 + bits.read(7);
          };
      if (at + repeat > lengths.length) {
        throw new DamagedPictureException("a prefix code has too many symbols");
      }
      Arrays.fill(lengths, at, at + repeat, length == 16 ? previous : 0);
      at += repeat;
    }
  }

  /** The next symbol. */
  int next(Vp8lBits bits) throws DamagedPictureException {
    if (table.length == 0) {
      return symbols[0];
    }
    int ahead = bits.peek();
    int entry = table[ahead & tableMask];
    if (entry != 0) {
      bits.skip(entry & 15);
      return entry >> 4;
    }
    return longSymbol(bits, ahead);
  }

  private int longSymbol(Vp8lBits bits, int ahead) throws DamagedPictureException {
    int code = Integer.reverse(ahead) >>> (Integer.SIZE - TABLE_BITS);
    for (int length = TABLE_BITS + 1; length <= MAX_LENGTH; length++) {
      code = (code << 1) | ((ahead >>> (length - 1)) & 1);
      int index = code - firstCode[length];
      if (index < firstSymbol[length + 1] - firstSymbol[length]) {
        bits.skip(length);
        return symbols[firstSymbol[length] + index];
      }
    }
    // A complete code has a symbol for all bits.
    throw new DamagedPictureException("a prefix code is not complete");
  }
}
