package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;

import dev.vaccel.posix.MessageReader;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SocketWriter;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the vhost-user protocol: request, flags, size, payload, and descriptors that came
 * along. One object for all messages of a connection. Confined to one thread.
 *
 * <p>Source: QEMU, docs/interop/vhost-user.rst.
 */
final class VhostUserMessage {
  static final int GET_FEATURES = 1;
  static final int SET_FEATURES = 2;
  static final int SET_OWNER = 3;
  static final int RESET_OWNER = 4;
  static final int SET_MEM_TABLE = 5;
  static final int SET_VRING_NUM = 8;
  static final int SET_VRING_ADDR = 9;
  static final int SET_VRING_BASE = 10;
  static final int GET_VRING_BASE = 11;
  static final int SET_VRING_KICK = 12;
  static final int SET_VRING_CALL = 13;
  static final int SET_VRING_ERR = 14;
  static final int GET_PROTOCOL_FEATURES = 15;
  static final int SET_PROTOCOL_FEATURES = 16;
  static final int SET_VRING_ENABLE = 18;
  static final int GET_CONFIG = 24;
  static final int RESET_DEVICE = 34;

  private static final int VERSION = 1;
  private static final int VERSION_MASK = 3;
  private static final int FLAG_REPLY = 4;
  private static final int FLAG_NEEDS_REPLY = 8;
  private static final int HEADER_BYTES = 12;
  // The largest that we take: eight regions of memory, or 256 bytes of configuration.
  private static final int MOST_BYTES = 512;

  private final MessageReader reader;
  private final SocketWriter writer;
  private final MemorySegment buffer = Arena.ofAuto().allocate(HEADER_BYTES + MOST_BYTES, 8);
  private final MemorySegment[] part = new MemorySegment[1];
  private List<OwnedFd> descriptors = List.of();
  private int size;

  VhostUserMessage(MessageReader reader, SocketWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** Reads the next one; false at the end of the stream. Descriptors of the last are closed. */
  boolean read() throws SystemCallException {
    closeDescriptors();
    if (!reader.readFully(buffer.asSlice(0, HEADER_BYTES))) {
      return false;
    }
    size = buffer.get(INT, 8);
    if ((flags() & VERSION_MASK) != VERSION || size < 0 || size > MOST_BYTES) {
      throw new BrokenGuestException(
          "the VMM's message "
              + request()
              + " has flags "
              + flags()
              + " and "
              + Integer.toUnsignedString(size)
              + " bytes: expected version 1 of vhost-user and at most "
              + MOST_BYTES
              + " bytes");
    }
    boolean whole = size == 0 || reader.readFully(buffer.asSlice(HEADER_BYTES, size));
    descriptors = reader.takeReceived();
    return whole;
  }

  int request() {
    return buffer.get(INT, 0);
  }

  private int flags() {
    return buffer.get(INT, 4);
  }

  /** Whether the VMM waits for an answer to a request that has none of its own. */
  boolean needsReply() {
    return (flags() & FLAG_NEEDS_REPLY) != 0;
  }

  /** Bytes of the payload. */
  int size() {
    return size;
  }

  /** Requires a payload of at least so many bytes. */
  VhostUserMessage requireSize(int bytes) {
    if (size < bytes) {
      throw new BrokenGuestException(
          "the VMM's message " + request() + " has " + size + " bytes, expected " + bytes);
    }
    return this;
  }

  int getInt(int offset) {
    return buffer.get(INT, HEADER_BYTES + offset);
  }

  long getLong(int offset) {
    return buffer.get(LONG, HEADER_BYTES + offset);
  }

  void putInt(int offset, int value) {
    buffer.set(INT, HEADER_BYTES + offset, value);
  }

  void putBytes(int offset, MemorySegment bytes) {
    buffer.asSlice(HEADER_BYTES + offset, bytes.byteSize()).copyFrom(bytes);
  }

  /** What came along, in order; closed with the next message. */
  List<OwnedFd> descriptors() {
    return descriptors;
  }

  /** Takes the only descriptor; null for none. */
  @Nullable OwnedFd takeDescriptor() {
    if (descriptors.size() > 1) {
      throw new BrokenGuestException(
          "the VMM's message " + request() + " brought " + descriptors.size() + " descriptors");
    }
    OwnedFd only = descriptors.isEmpty() ? null : descriptors.getFirst();
    descriptors = List.of();
    return only;
  }

  /** Answers with the first {@code bytes} of the payload. */
  void reply(int bytes) throws SystemCallException {
    buffer.set(INT, 4, VERSION | FLAG_REPLY);
    buffer.set(INT, 8, bytes);
    part[0] = buffer.asSlice(0, HEADER_BYTES + bytes);
    writer.write(part, 1);
  }

  /** Answers with a number. */
  void reply(long value) throws SystemCallException {
    buffer.set(LONG, HEADER_BYTES, value);
    reply(Long.BYTES);
  }

  /** Closes what nobody took. */
  void closeDescriptors() {
    descriptors.forEach(OwnedFd::close);
    descriptors = List.of();
    reader.close(); // What came with a message that was not read to its end.
  }
}
