package dev.vaccel.transport.serial;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The bytes of a packet. All numbers little-endian, at any alignment.
 *
 * <pre>
 *  0               4       5       6               8               12              16
 *  +---------------+-------+-------+---------------+---------------+---------------+---------
 *  | "VVSL"        | type  | 0     | length        | link          | crc           | payload
 *  +---------------+-------+-------+---------------+---------------+---------------+---------
 *    u32             u8      u8      u16: 0..8192    u32             u32             `length`
 * </pre>
 *
 * <p>The check is CRC-32 (IEEE 802.3) of the first 12 bytes and the payload. Source:
 * docs/protocol.md, section 17.
 */
final class Packets {
  static final int HEADER_BYTES = 16;
  static final int MOST_PAYLOAD_BYTES = 8192;

  /** Zeros that complete whatever a predecessor left half sent. */
  static final int PREAMBLE_BYTES = HEADER_BYTES + MOST_PAYLOAD_BYTES;

  static final int OPEN = 1;
  static final int ACCEPT = 2;
  static final int DATA = 3;
  static final int CLOSE = 4;
  static final int END = 5;

  static final int MAGIC = 0x4c53_5656;
  static final int TYPE = 4;
  static final int RESERVED = 5;
  static final int LENGTH = 6;
  static final int LINK = 8;
  static final int CHECK = 12;

  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Packets() {}

  /** Whether packets of this type have a payload. */
  static boolean hasPayload(int type) {
    return type == DATA;
  }

  /**
   * Writes the header of a packet whose payload is behind it already.
   *
   * @param bytes all of {@code memory}; its position and limit are changed
   */
  static void seal(
      MemorySegment memory, ByteBuffer bytes, CRC32 crc, int at, int type, int length, int link) {
    memory.set(U32, at, MAGIC);
    memory.set(ValueLayout.JAVA_BYTE, at + TYPE, (byte) type);
    memory.set(ValueLayout.JAVA_BYTE, at + RESERVED, (byte) 0);
    memory.set(U16, at + LENGTH, (short) length);
    memory.set(U32, at + LINK, link);
    memory.set(U32, at + CHECK, check(bytes, crc, at, length));
  }

  /** The check of a packet. */
  static int check(ByteBuffer bytes, CRC32 crc, int at, int length) {
    crc.reset();
    crc.update(bytes.clear().position(at).limit(at + CHECK));
    crc.update(bytes.clear().position(at + HEADER_BYTES).limit(at + HEADER_BYTES + length));
    return (int) crc.getValue();
  }
}
