package dev.vaccel.vm;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Unpacks the old format of LZ4, in which kernels are packed: blocks of up to 8 MiB, none of which
 * refers to another.
 *
 * <p>Source: LZ4, doc/lz4_Frame_format.md (legacy frame) and doc/lz4_Block_format.md.
 */
final class Lz4Blocks {
  static final int MAGIC = 0x184C2102;
  private static final int BLOCK_BYTES = 8 << 20;
  private static final int LEAST_MATCH = 4;

  private final byte[] in;
  private final byte[] out = new byte[BLOCK_BYTES];
  private int at;
  private int filled;

  private Lz4Blocks(byte[] in) {
    this.in = in;
  }

  /**
   * Unpacks all blocks.
   *
   * @param packed behind the magic number; what follows the last block is left alone
   */
  static void unpack(byte[] packed, OutputStream to) throws IOException {
    Lz4Blocks blocks = new Lz4Blocks(packed);
    try {
      while (packed.length - blocks.at > Integer.BYTES) {
        int length = LittleEndianBytes.intAt(packed, blocks.at);
        if (length <= 0 || length > packed.length - blocks.at - Integer.BYTES) {
          return; // Linux puts the unpacked size there.
        }
        blocks.at += Integer.BYTES;
        blocks.block(blocks.at + length);
        to.write(blocks.out, 0, blocks.filled);
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IOException("the kernel is packed in a broken way", e);
    }
  }

  private void block(int end) {
    filled = 0;
    while (at < end) {
      int token = in[at++] & 0xff;
      int literals = length(token >> 4);
      System.arraycopy(in, at, out, filled, literals);
      at += literals;
      filled += literals;
      if (at >= end) {
        return; // The last sequence has no match.
      }
      int distance = (in[at] & 0xff) | ((in[at + 1] & 0xff) << 8);
      at += 2;
      int match = length(token & 15) + LEAST_MATCH;
      for (int i = 0; i < match; i++, filled++) {
        out[filled] = out[filled - distance]; // Bytes that the match itself has written count.
      }
    }
  }

  private int length(int nibble) {
    int length = nibble;
    for (int more = nibble == 15 ? 255 : 0; more == 255; length += more) {
      more = in[at++] & 0xff;
    }
    return length;
  }
}
