package dev.vaccel.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames as bytes, written without the code under test. */
final class Frames {
  private Frames() {}

  /** A frame with any header word. */
  static byte[] raw(int length, int word, int sequence, int session, byte[] payload) {
    return ByteBuffer.allocate(FrameLayout.HEADER_BYTES + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .putInt(word)
        .putInt(sequence)
        .putInt(session)
        .put(payload)
        .array();
  }

  /** A well-formed frame. */
  static byte[] frame(int opcode, int sequence, int session, byte[] payload) {
    return raw(payload.length, opcode, sequence, session, payload);
  }

  /** Bytes that differ from position to position. */
  static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + seed);
    }
    return bytes;
  }

  /** All bytes of all parts. */
  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
