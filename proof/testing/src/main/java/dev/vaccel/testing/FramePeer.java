package dev.vaccel.testing;

import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.FrameWriter;
import dev.vaccel.wire.spi.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;

/**
 * One end of a connection that sends and takes single frames, sound ones and others: plays an agent
 * or a guest as a test wants it. One thread sends, one receives.
 */
public final class FramePeer implements AutoCloseable {
  private final Link link;
  private final FrameReader reader;
  private final FrameWriter writer;

  /** A frame as it came. */
  public static final class Frame {
    private final int opcode;
    private final int sequence;
    private final int session;
    private final byte[] payload;

    private Frame(int opcode, int sequence, int session, byte[] payload) {
      this.opcode = opcode;
      this.sequence = sequence;
      this.session = session;
      this.payload = payload;
    }

    /** Its opcode. */
    public int opcode() {
      return opcode;
    }

    /** The call that it belongs to. */
    public int sequence() {
      return sequence;
    }

    /** The session that it belongs to. */
    public int session() {
      return session;
    }

    /** All of its payload, of BULK too; not copied. */
    public byte[] payload() {
      return payload;
    }

    /** The little-endian 64-bit number at an offset of the payload. */
    public long number(int offset) {
      return buffer().getLong(offset);
    }

    /** API of a CALL. */
    public int api() {
      return Short.toUnsignedInt(buffer().getShort(0));
    }

    /** Operation of a CALL. */
    public int operation() {
      return Short.toUnsignedInt(buffer().getShort(2));
    }

    /** A reader of the payload behind {@code offset} bytes. */
    public BodyReader body(int offset) {
      BodyReader body = new BodyReader(true);
      body.reset(nativeCopy(payload).asSlice(offset));
      return body;
    }

    private ByteBuffer buffer() {
      return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
      return FrameLayout.name(opcode)
          + "[sequence="
          + sequence
          + ", session="
          + session
          + ", "
          + payload.length
          + " bytes]";
    }
  }

  /** A peer that owns the link. */
  public FramePeer(Link link) {
    this.link = link;
    this.reader = new FrameReader(link, "the other side", FrameLayout.MAX_PAYLOAD);
    this.writer = new FrameWriter(link);
  }

  /** The link. */
  public Link link() {
    return link;
  }

  /** Receives the next frame; fails the test if the connection ended. */
  public Frame receive() {
    Assertions.assertTrue(reader.next(), "the connection ended where a frame was expected");
    byte[] payload;
    if (reader.opcode() == FrameLayout.BULK) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bulk = arena.allocate(Math.max(1, reader.bulkLeft()), 8);
        bulk = bulk.asSlice(0, reader.bulkLeft());
        reader.readBulk(bulk);
        payload = bulk.toArray(ValueLayout.JAVA_BYTE);
      }
      reader.bulkDone();
    } else {
      payload = reader.payload().toArray(ValueLayout.JAVA_BYTE);
    }
    return new Frame(reader.opcode(), reader.sequence(), reader.session(), payload);
  }

  /** Receives the next frame, which must have this opcode. */
  public Frame receive(int opcode) {
    Frame frame = receive();
    Assertions.assertEquals(
        FrameLayout.name(opcode), FrameLayout.name(frame.opcode()), frame.toString());
    return frame;
  }

  /** Receives until the connection ends; whatever comes before is dropped. */
  public void receiveEnd() {
    while (reader.next()) {
      reader.skipBulk();
    }
  }

  /** Receives the bulk stream of {@code lengthBytes} bytes that belongs to a call or reply. */
  public byte[] receiveBulk(int sequence, long lengthBytes) {
    byte[] stream = new byte[Math.toIntExact(lengthBytes)];
    int filled = 0;
    while (filled < stream.length) {
      Frame frame = receive(FrameLayout.BULK);
      Assertions.assertEquals(sequence, frame.sequence());
      System.arraycopy(frame.payload(), 0, stream, filled, frame.payload().length);
      filled += frame.payload().length;
    }
    return stream;
  }

  /** Sends a frame, its bulk stream included. */
  public void send(BodyWriter body, int sequence, int session) {
    writer.send(body, sequence, session);
  }

  /** Sends a frame that {@code content} begins and fills. */
  public void send(int sequence, int session, Consumer<BodyWriter> content) {
    BodyWriter body = new BodyWriter();
    content.accept(body);
    send(body, sequence, session);
  }

  /** Sends a header, whatever it says, and a payload, whatever its length. */
  public void sendFrame(int length, int opcode, int sequence, int session, byte... payload) {
    ByteBuffer bytes =
        ByteBuffer.allocate(FrameLayout.HEADER_BYTES + payload.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(length).putInt(opcode).putInt(sequence).putInt(session).put(payload);
    sendBytes(bytes.array());
  }

  /** Sends bytes as they are. */
  public void sendBytes(byte... bytes) {
    link.write(new MemorySegment[] {nativeCopy(bytes)}, 1);
  }

  private static MemorySegment nativeCopy(byte[] bytes) {
    // 8-byte aligned, at least one byte.
    return Arena.ofAuto()
        .allocate(Math.max(1, bytes.length), 8)
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }

  @Override
  public void close() {
    link.close();
  }
}
