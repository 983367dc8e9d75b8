package dev.vaccel.transport.serial;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Finds packets in a stream that may begin anywhere and hold anything. All is done in one buffer of
 * a fixed size, and nothing is allocated for a packet. Confined to one thread at a time.
 *
 * <pre>
 *  0        taken      kept        at           filled
 *  |        | payloads | gap       | not looked at | room |
 * </pre>
 */
final class PacketReader {
  /** Not enough bytes for a packet. */
  static final int NOTHING = 0;

  /** Bytes that are no packet were skipped. */
  static final int GARBAGE = -1;

  /** Payload that is kept for the reader of the link; what comes behind it waits in the carrier. */
  static final int MOST_KEPT_BYTES = 64 * 1024;

  // Two packets: one can be completed whatever is before it.
  private static final int WINDOW_BYTES = 2 * Packets.PREAMBLE_BYTES;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(MOST_KEPT_BYTES + WINDOW_BYTES + MOST_KEPT_BYTES);
  private final ByteBuffer bytes = memory.asByteBuffer();
  private final CRC32 crc = new CRC32();
  private int taken;
  private int kept;
  private int at;
  private int filled;
  private int length;

  /** Where the next bytes go: behind all that are there, never empty once {@link #next} was 0. */
  MemorySegment room() {
    if (memory.byteSize() - filled < WINDOW_BYTES) {
      compact();
    }
    return memory.asSlice(filled, memory.byteSize() - filled);
  }

  private void compact() {
    int payloads = kept - taken;
    MemorySegment.copy(memory, taken, memory, 0, payloads);
    MemorySegment.copy(memory, at, memory, payloads, filled - at);
    filled = payloads + filled - at;
    taken = 0;
    kept = payloads;
    at = payloads;
  }

  /** So many have come. */
  void filled(int count) {
    filled += count;
  }

  /**
   * Looks for the next packet.
   *
   * @return its type, and it stays the next one until it is passed or kept; {@link #GARBAGE}, or
   *     {@link #NOTHING}
   */
  int next() {
    int there = filled - at;
    if (!couldBegin(at, there)) {
      skipGarbage();
      return GARBAGE;
    }
    if (there < Packets.HEADER_BYTES) {
      return NOTHING;
    }
    length = Short.toUnsignedInt(memory.get(Packets.U16, at + Packets.LENGTH));
    if (there < Packets.HEADER_BYTES + length) {
      return NOTHING;
    }
    if (Packets.check(bytes, crc, at, length) != memory.get(Packets.U32, at + Packets.CHECK)) {
      skipGarbage();
      return GARBAGE;
    }
    return memory.get(ValueLayout.JAVA_BYTE, at + Packets.TYPE);
  }

  /** Whether the bytes from here on, as far as they have come, are those of a header. */
  private boolean couldBegin(int from, int there) {
    for (int i = 0; i < Math.min(there, Packets.TYPE); i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, from + i) != (byte) (Packets.MAGIC >>> (8 * i))) {
        return false;
      }
    }
    if (there <= Packets.TYPE) {
      return true;
    }
    int type = memory.get(ValueLayout.JAVA_BYTE, from + Packets.TYPE);
    if (type < Packets.OPEN || type > Packets.END) {
      return false;
    }
    if (there > Packets.RESERVED
        && memory.get(ValueLayout.JAVA_BYTE, from + Packets.RESERVED) != 0) {
      return false;
    }
    if (there < Packets.LINK) {
      return true;
    }
    int bytesBehind = Short.toUnsignedInt(memory.get(Packets.U16, from + Packets.LENGTH));
    return bytesBehind <= (Packets.hasPayload(type) ? Packets.MOST_PAYLOAD_BYTES : 0);
  }

  /** A packet may begin at any of the bytes that were taken for another one. */
  private void skipGarbage() {
    do {
      at++;
    } while (at < filled && !couldBegin(at, filled - at));
  }

  /** The number of the link of the packet that was found. */
  int link() {
    return memory.get(Packets.U32, at + Packets.LINK);
  }

  /** Whether there is room to keep the payload of the packet that was found. */
  boolean canKeep() {
    return kept - taken + length <= MOST_KEPT_BYTES;
  }

  /** Goes on behind the packet that was found, whose payload is kept. */
  void keep() {
    MemorySegment.copy(memory, at + Packets.HEADER_BYTES, memory, kept, length);
    kept += length;
    pass();
  }

  /** Goes on behind the packet that was found. */
  void pass() {
    at += Packets.HEADER_BYTES + length;
    if (at == filled) {
      at = kept;
      filled = kept;
    }
  }

  /** Bytes of payload that were kept and not taken. */
  int kept() {
    return kept - taken;
  }

  /** Takes payload, at most {@link #kept}, at most what the destination holds. */
  int take(MemorySegment destination) {
    int count = (int) Math.min(kept(), destination.byteSize());
    MemorySegment.copy(memory, taken, destination, 0, count);
    taken += count;
    if (taken == kept) {
      forget();
    }
    return count;
  }

  /** Forgets the payload that was not taken. */
  void forget() {
    taken = 0;
    kept = 0;
    if (at == filled) {
      at = 0;
      filled = 0;
    }
  }

  /** Forgets what was not looked at: another stream begins. Payload that was kept stays. */
  void restart() {
    at = kept;
    filled = kept;
  }
}
