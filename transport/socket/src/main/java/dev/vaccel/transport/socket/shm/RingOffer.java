package dev.vaccel.transport.socket.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What is said over the carrier before a link's bytes go through rings: the connecting side offers
 * memory, the other takes it or refuses. Both messages are little-endian.
 *
 * <p>Offer, 16 bytes, the memory comes along: magic, version (2 bytes), 0 (2), capacity of each
 * ring (4), 0 (4). Answer, 8 bytes: magic, version (2), status (2).
 */
final class RingOffer {
  static final int OFFER_BYTES = 16;
  static final int ANSWER_BYTES = 8;
  static final int MAGIC = 0x474e_5256; // "VRNG"
  static final short VERSION = 1;
  static final short TAKEN = 0;
  static final short REFUSED = 1;

  private static final int VERSION_AT = 4;
  private static final int STATUS_AT = 6;
  private static final int CAPACITY_AT = 8;

  private RingOffer() {}

  /** What became of an offer. */
  enum Outcome {
    /** Bytes go through the rings. */
    TAKEN,
    /** Bytes go over the carrier. */
    REFUSED,
    /** The other side does not know of rings: the carrier is of no more use. */
    NOT_UNDERSTOOD
  }

  /**
   * Offers memory and waits for the answer.
   *
   * @throws TransportException UNREACHABLE if the other side says nothing in time
   */
  static Outcome make(SharingLink carrier, String name, RingMemory memory, long timeoutNs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offer = arena.allocate(OFFER_BYTES);
      offer.set(JAVA_INT_UNALIGNED, 0, MAGIC);
      offer.set(JAVA_SHORT_UNALIGNED, VERSION_AT, VERSION);
      offer.set(JAVA_INT_UNALIGNED, CAPACITY_AT, memory.capacity());
      carrier.write(new MemorySegment[] {offer}, 1, memory.region());
      MemorySegment answer = arena.allocate(ANSWER_BYTES);
      long startNs = System.nanoTime();
      for (long at = 0; at < ANSWER_BYTES; ) {
        long leftNs = Math.max(0, timeoutNs - (System.nanoTime() - startNs));
        if (!carrier.awaitReadable(leftNs)) {
          throw new TransportException(
              ErrorCode.UNREACHABLE,
              "cannot reach "
                  + name
                  + ": it took the connection and answered nothing for "
                  + timeoutNs / 1_000_000
                  + " ms; the agent may be overloaded or stopped");
        }
        long read = carrier.read(answer.asSlice(at));
        if (read < 0) {
          return Outcome.NOT_UNDERSTOOD;
        }
        at += read;
      }
      if (answer.get(JAVA_INT_UNALIGNED, 0) != MAGIC) {
        return Outcome.NOT_UNDERSTOOD;
      }
      return answer.get(JAVA_SHORT_UNALIGNED, VERSION_AT) == VERSION
              && answer.get(JAVA_SHORT_UNALIGNED, STATUS_AT) == TAKEN
          ? Outcome.TAKEN
          : Outcome.REFUSED;
    } catch (TransportException failure) {
      if (failure.code() == ErrorCode.CONNECTION_LOST) {
        return Outcome.NOT_UNDERSTOOD;
      }
      throw failure;
    }
  }

  /** Whether a link's first bytes may be those of an offer. No frame begins like one. */
  static boolean mayBegin(MemorySegment first, int count) {
    for (int i = 0; i < Math.min(count, Integer.BYTES); i++) {
      if (first.get(JAVA_BYTE, i) != (byte) (MAGIC >>> (Byte.SIZE * i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The memory that came along with an offer.
   *
   * @throws InvalidArgumentException if it cannot be taken, with the reason
   */
  static RingMemory memory(SharingLink carrier, MemorySegment offer) {
    int capacity = offer.get(JAVA_INT_UNALIGNED, CAPACITY_AT);
    short version = offer.get(JAVA_SHORT_UNALIGNED, VERSION_AT);
    if (version != VERSION) {
      throw unsuitable("it offers rings of version " + version);
    }
    if (!RingLayout.isCapacity(capacity)) {
      throw unsuitable("it offers rings of " + Integer.toUnsignedString(capacity) + " bytes");
    }
    SharedRegion region = carrier.receivedRegion(RingLayout.bytes(capacity));
    if (region == null) {
      throw unsuitable("no memory came along with its rings");
    }
    return new RingMemory(region, capacity);
  }

  /** Answers an offer. */
  static void answer(SharingLink carrier, short status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ANSWER_BYTES);
      answer.set(JAVA_INT_UNALIGNED, 0, MAGIC);
      answer.set(JAVA_SHORT_UNALIGNED, VERSION_AT, VERSION);
      answer.set(JAVA_SHORT_UNALIGNED, STATUS_AT, status);
      carrier.write(new MemorySegment[] {answer}, 1);
    }
  }

  private static InvalidArgumentException unsuitable(String why) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, why);
  }
}
