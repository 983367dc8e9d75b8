package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;
import static dev.vaccel.virtio.LittleEndian.SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A packet's header in private memory. Reused; confined to one thread.
 *
 * <p>Source: Virtual I/O Device (VIRTIO) Version 1.2, section 5.10.6.
 */
final class VsockPacket {
  /** Bytes of a header: 44, packed. */
  static final int BYTES = 44;

  /** Most bytes behind a header. */
  static final int MOST_PAYLOAD = 64 * 1024;

  static final int OP_REQUEST = 1;
  static final int OP_RESPONSE = 2;
  static final int OP_RST = 3;
  static final int OP_SHUTDOWN = 4;
  static final int OP_RW = 5;
  static final int OP_CREDIT_UPDATE = 6;
  static final int OP_CREDIT_REQUEST = 7;

  static final int TYPE_STREAM = 1;

  /** The sender of SHUTDOWN will receive no more. */
  static final int NO_RECEIVE = 1;

  /** The sender of SHUTDOWN will send no more. */
  static final int NO_SEND = 2;

  /** The host's context identifier. */
  static final long HOST = 2;

  private final MemorySegment header = Arena.ofAuto().allocate(48, 8).asSlice(0, BYTES);

  /** The device's configuration: who the guest is. */
  static MemorySegment configuration(long guest) {
    MemorySegment configuration = Arena.ofAuto().allocate(Long.BYTES, 8);
    configuration.set(LONG, 0, guest);
    return configuration;
  }

  /** The bytes. */
  MemorySegment bytes() {
    return header;
  }

  long sourceCid() {
    return header.get(LONG, 0);
  }

  long destinationCid() {
    return header.get(LONG, 8);
  }

  int sourcePort() {
    return header.get(INT, 16);
  }

  int destinationPort() {
    return header.get(INT, 20);
  }

  /** Bytes behind the header; unsigned in an int, so below zero means too many. */
  int length() {
    return header.get(INT, 24);
  }

  int type() {
    return Short.toUnsignedInt(header.get(SHORT, 28));
  }

  int operation() {
    return Short.toUnsignedInt(header.get(SHORT, 30));
  }

  int flags() {
    return header.get(INT, 32);
  }

  /** Size of the sender's receive buffer. */
  int bufferBytes() {
    return header.get(INT, 36);
  }

  /** Bytes that the sender's application has taken, modulo 2^32. */
  int forwarded() {
    return header.get(INT, 40);
  }

  /** Fills in a packet of a stream from the host. */
  void set(
      long guest,
      int hostPort,
      int guestPort,
      int length,
      int operation,
      int flags,
      int buffer,
      int forwarded) {
    header.set(LONG, 0, HOST);
    header.set(LONG, 8, guest);
    header.set(INT, 16, hostPort);
    header.set(INT, 20, guestPort);
    header.set(INT, 24, length);
    header.set(SHORT, 28, (short) TYPE_STREAM);
    header.set(SHORT, 30, (short) operation);
    header.set(INT, 32, flags);
    header.set(INT, 36, buffer);
    header.set(INT, 40, forwarded);
  }
}
