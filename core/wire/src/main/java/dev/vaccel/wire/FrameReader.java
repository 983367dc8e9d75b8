package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Takes frames from a link. A small frame costs one read of the link; the payload of BULK goes from
 * the link straight into its destination but for what came along with earlier bytes. Lengths are
 * checked before memory is taken. Confined to the reading thread; that may change between frames if
 * the change is ordered by a lock.
 */
public final class FrameReader {
  // An agent has one for each idle connection: the larger one is taken when a frame needs it.
  private static final int FIRST_BYTES = 8 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Link link;
  private final String peer;
  private int maxPayload;
  private MemorySegment buffer;
  // Unread bytes are buffer[from, to).
  private long from;
  private long to;

  private int opcode;
  private int length;
  private int sequence;
  private int session;
  private long payloadAt;
  // Bytes of the current BULK payload that nobody has taken yet.
  private long bulkLeft;
  private boolean bulkExpected;

  /**
   * A reader that accepts payloads of at most {@code maxPayload} bytes.
   *
   * @param link stays the caller's
   * @param peer what to call the peer in messages
   */
  public FrameReader(Link link, String peer, int maxPayload) {
    this.link = link;
    this.peer = peer;
    this.maxPayload = maxPayload;
    // Collected with this object: no thread can be inside it by then.
    this.buffer = Arena.ofAuto().allocate(FIRST_BYTES, FrameLayout.BULK_ALIGNMENT);
  }

  /** Changes the limit, once the handshake is done. */
  public void maxPayload(int newMaxPayload) {
    maxPayload = newMaxPayload;
  }

  /**
   * Reads the next header and, for all but BULK, its payload. What is left of an earlier BULK
   * payload is skipped.
   *
   * @return false when the peer ended the stream between frames
   * @throws ProtocolException for a header that breaks the format
   * @throws TransportException if the stream ends inside a frame
   */
  public boolean next() {
    if (bulkLeft > 0) {
      skipBulk();
    }
    if (!fill(FrameLayout.HEADER_BYTES, true)) {
      return false;
    }
    length = buffer.get(FrameLayout.INT, from);
    int word = buffer.get(FrameLayout.INT, from + 4);
    sequence = buffer.get(FrameLayout.INT, from + 8);
    session = buffer.get(FrameLayout.INT, from + 12);
    opcode = word & 0xff;
    if (word >>> 8 != 0) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME,
          "frame header: flags and reserved bytes are " + (word >>> 8) + ", expected 0");
    }
    if (opcode < FrameLayout.HELLO || opcode > FrameLayout.GOODBYE) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME, "frame header: opcode " + opcode + " is not known");
    }
    if (length < 0 || length > maxPayload) {
      throw new ProtocolException(
          ErrorCode.FRAME_TOO_LARGE,
          FrameLayout.name(opcode)
              + " of "
              + Integer.toUnsignedLong(length)
              + " bytes: at most "
              + maxPayload
              + " are accepted");
    }
    from += FrameLayout.HEADER_BYTES;
    if (opcode == FrameLayout.BULK) {
      if (length == 0) {
        throw new ProtocolException(
            ErrorCode.MALFORMED_FRAME, "BULK of 0 bytes: expected at least 1");
      }
      bulkLeft = length;
      return true;
    }
    if ((length & 7) != 0) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME,
          FrameLayout.name(opcode) + " of " + length + " bytes: expected a multiple of 8");
    }
    bulkExpected = false;
    if ((from & 7) != 0) {
      // After bulk of an odd length. Inline segments are handed out aligned for any element type.
      move(buffer);
    }
    fill(length, false);
    payloadAt = from;
    from += length;
    return true;
  }

  /** Opcode of the current frame. */
  public int opcode() {
    return opcode;
  }

  /** Payload bytes of the current frame. */
  public int length() {
    return length;
  }

  /** Sequence of the current frame. */
  public int sequence() {
    return sequence;
  }

  /** Session of the current frame. */
  public int session() {
    return session;
  }

  /**
   * Payload of the current frame, unless it is BULK; 8-byte aligned. Valid until {@link #next()}.
   */
  public MemorySegment payload() {
    return buffer.asSlice(payloadAt, length);
  }

  /** Payload bytes of the current BULK frame that are still to be taken. */
  public long bulkLeft() {
    return bulkLeft;
  }

  /**
   * Takes the next bytes of the current BULK frame.
   *
   * @param destination native memory, filled whole; at most {@link #bulkLeft()} bytes
   */
  public void readBulk(MemorySegment destination) {
    long wanted = destination.byteSize();
    if (wanted > bulkLeft) {
      throw new IllegalArgumentException("wanted " + wanted + " of " + bulkLeft + " bulk bytes");
    }
    long buffered = Math.min(wanted, to - from);
    if (buffered > 0) {
      MemorySegment.copy(buffer, from, destination, 0, buffered);
      from += buffered;
      bulkLeft -= buffered;
    }
    long at = buffered;
    while (at < wanted) {
      long read = link.read(at == 0 ? destination : destination.asSlice(at));
      if (read < 0) {
        throw lost();
      }
      at += read;
      // At once: if the destination is closed meanwhile, the rest can still be skipped.
      bulkLeft -= read;
    }
    // The next header comes alone then, so that the payload behind it is not read into the buffer
    // only to be copied out of it.
    bulkExpected = true;
  }

  /** Drops what is left of the current BULK frame. */
  public void skipBulk() {
    while (bulkLeft > 0) {
      if (from == to) {
        from = 0;
        to = 0;
        long read = link.read(buffer.asSlice(0, Math.min(bulkLeft, buffer.byteSize())));
        if (read < 0) {
          throw lost();
        }
        to = read;
      }
      long dropped = Math.min(bulkLeft, to - from);
      from += dropped;
      bulkLeft -= dropped;
    }
  }

  /** Says that the last bulk stream is complete: what follows is read ahead again. */
  public void bulkDone() {
    bulkExpected = false;
  }

  private boolean fill(long wanted, boolean mayEnd) {
    if (from == to) {
      from = 0;
      to = 0;
    }
    if (from + wanted > buffer.byteSize()) {
      makeRoom(wanted);
    }
    while (to - from < wanted) {
      long limit = bulkExpected ? from + wanted : buffer.byteSize();
      // Most frames come one at a time: the buffer as it is, without another object for it.
      boolean whole = to == 0 && limit == buffer.byteSize();
      long read = link.read(whole ? buffer : buffer.asSlice(to, limit - to));
      if (read < 0) {
        if (mayEnd && from == to) {
          return false;
        }
        throw lost();
      }
      to += read;
    }
    return true;
  }

  private void makeRoom(long wanted) {
    move(
        wanted > buffer.byteSize()
            ? Arena.ofAuto().allocate(Math.max(wanted, BUFFER_BYTES), FrameLayout.BULK_ALIGNMENT)
            : buffer);
  }

  /** Puts what is unread at the start of {@code target}, which takes the buffer's place. */
  private void move(MemorySegment target) {
    MemorySegment.copy(buffer, from, target, 0, to - from);
    to -= from;
    from = 0;
    buffer = target;
  }

  private TransportException lost() {
    return new TransportException(
        ErrorCode.CONNECTION_LOST, "the connection to " + peer + " ended inside a frame");
  }
}
