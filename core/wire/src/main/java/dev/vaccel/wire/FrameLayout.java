package dev.vaccel.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Offsets and numbers of the protocol. Little-endian throughout.
 *
 * <pre>
 *  frame  0       4     5      6        8          12        16
 *         | length | op | flags | 0     | sequence | session | payload: length bytes ...
 *
 *  CALL   0     2           4               8            16           24
 *         | api | operation | result places | timeout ns | bulk bytes | body ... | places ...
 *
 *  place  0        8
 *         | region | offset |                                     where a result is to be written
 *
 *  REPLY  0            8
 *         | bulk bytes | body ...
 *
 *  ERROR, GOODBYE
 *         0      4             8
 *         | code | vendor code | text: length (8), UTF-8, zeros to a multiple of 8
 *
 *  BULK   payload: the next bytes of the call's (or reply's) bulk stream
 *  CANCEL no payload     PING, PONG: 8 bytes, returned as they came
 * </pre>
 */
public final class FrameLayout {
  /** Bytes of the frame header. */
  public static final int HEADER_BYTES = 16;

  /** Bytes before the body of a CALL. */
  public static final int CALL_BYTES = 24;

  /** Bytes before the body of a REPLY. */
  public static final int REPLY_BYTES = 8;

  /** Bytes of a result place of a CALL. */
  public static final int PLACE_BYTES = 16;

  /** Where memory is: in the body. */
  public static final int PLACE_BODY = 0;

  /** Where memory is: the next segment of the bulk stream. */
  public static final int PLACE_BULK = 1;

  /** Where memory is: in a region of the session; its number and the offset follow. */
  public static final int PLACE_REGION = 2;

  /** Feature bit: sessions can share memory with the agent. */
  public static final long FEATURE_SHARED_MEMORY = 1;

  /** First four bytes of HELLO and WELCOME: "VACL". */
  public static final int MAGIC = 0x4c434156;

  /** The version that this code speaks. */
  public static final int VERSION = 1;

  /** Segments up to this length travel inside the body; longer ones as bulk. */
  public static final int INLINE_LIMIT = 16 * 1024;

  /** Each bulk segment begins at a multiple of this in the bulk stream. */
  public static final int BULK_ALIGNMENT = 64;

  /** Largest payload of a BULK frame that this code sends. */
  public static final int BULK_CHUNK = 1024 * 1024;

  /** Largest payload that this code accepts in any frame. */
  public static final int MAX_PAYLOAD = 1024 * 1024;

  /** Largest payload accepted before HELLO and WELCOME are exchanged. */
  public static final int MAX_HELLO_PAYLOAD = 64 * 1024;

  /** Client to agent, first frame. */
  public static final int HELLO = 1;

  /** Agent to client, first frame. */
  public static final int WELCOME = 2;

  /** Client to agent: one call. */
  public static final int CALL = 3;

  /** Agent to client: the results of a call. */
  public static final int REPLY = 4;

  /** Agent to client: a call failed. With sequence 0 during the handshake: refused. */
  public static final int ERROR = 5;

  /** Client to agent: the result of a call is not wanted any more. */
  public static final int CANCEL = 6;

  /** Both ways: part of a bulk stream. */
  public static final int BULK = 7;

  /** Reserved for a later change of the limits that WELCOME gave. */
  public static final int CREDIT = 8;

  /** Both ways: asks for a PONG. */
  public static final int PING = 9;

  /** Both ways: answers a PING. */
  public static final int PONG = 10;

  /** Both ways: the sender will close the connection, and why. */
  public static final int GOODBYE = 11;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FrameLayout() {}

  /** Writes a frame header at the start of {@code target}. */
  public static void putHeader(
      MemorySegment target, int length, int opcode, int sequence, int session) {
    target.set(INT, 0, length);
    // Opcode in the low byte; flags and the reserved half are 0.
    target.set(INT, 4, opcode);
    target.set(INT, 8, sequence);
    target.set(INT, 12, session);
  }

  /** The name of an opcode, for messages. */
  public static String name(int opcode) {
    return switch (opcode) {
      case HELLO -> "HELLO";
      case WELCOME -> "WELCOME";
      case CALL -> "CALL";
      case REPLY -> "REPLY";
      case ERROR -> "ERROR";
      case CANCEL -> "CANCEL";
      case BULK -> "BULK";
      case CREDIT -> "CREDIT";
      case PING -> "PING";
      case PONG -> "PONG";
      case GOODBYE -> "GOODBYE";
      default -> "opcode " + opcode;
    };
  }

  /** {@code position} rounded up to where the next bulk segment begins. */
  public static long alignBulk(long position) {
    return (position + BULK_ALIGNMENT - 1) & -BULK_ALIGNMENT;
  }
}
