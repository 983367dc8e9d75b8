package dev.vaccel.transport.socket.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

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

  /**
   * Offers rings and waits for the answer.
   *
   * @throws TransportException UNREACHABLE if the other side does not answer in time, or refuses
   */
  static RingMemory make(SharingLink carrier, String name, int capacity, long timeoutNs) {
    SharedRegion region = carrier.createRegion(RingLayout.bytes(capacity));
    boolean taken = false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offer = arena.allocate(OFFER_BYTES);
      offer.set(JAVA_INT_UNALIGNED, 0, MAGIC);
      offer.set(JAVA_SHORT_UNALIGNED, VERSION_AT, VERSION);
      offer.set(JAVA_INT_UNALIGNED, CAPACITY_AT, capacity);
      carrier.write(new MemorySegment[] {offer}, 1, region);
      MemorySegment answer = arena.allocate(ANSWER_BYTES);
      long startNs = System.nanoTime();
      for (long at = 0; at < ANSWER_BYTES; ) {
        long leftNs = Math.max(0, timeoutNs - (System.nanoTime() - startNs));
        if (!carrier.awaitReadable(leftNs)) {
          throw unreachable(name, "it does not answer to rings in shared memory", null);
        }
        long read = carrier.read(answer.asSlice(at));
        if (read < 0) {
          throw unreachable(name, "it left when it was offered rings in shared memory", null);
        }
        at += read;
      }
      if (answer.get(JAVA_INT_UNALIGNED, 0) != MAGIC
          || answer.get(JAVA_SHORT_UNALIGNED, VERSION_AT) != VERSION
          || answer.get(JAVA_SHORT_UNALIGNED, STATUS_AT) != TAKEN) {
        throw unreachable(name, "it refuses rings in shared memory", null);
      }
      taken = true;
      return new RingMemory(region, capacity);
    } catch (TransportException failure) {
      if (failure.code() == ErrorCode.CONNECTION_LOST) {
        throw unreachable(name, String.valueOf(failure.getMessage()), failure);
      }
      throw failure;
    } finally {
      if (!taken) {
        region.close();
      }
    }
  }

  /**
   * Waits for an offer and takes it.
   *
   * @throws TransportException CONNECTION_LOST if none comes, or what comes is none
   */
  static RingMemory take(SharingLink carrier, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offer = arena.allocate(OFFER_BYTES);
      for (long at = 0; at < OFFER_BYTES; ) {
        long read = carrier.read(offer.asSlice(at));
        if (read < 0) {
          throw lost(name, "it left without offering rings", null);
        }
        at += read;
      }
      int capacity = offer.get(JAVA_INT_UNALIGNED, CAPACITY_AT);
      SharedRegion region = null;
      String fault = null;
      if (offer.get(JAVA_INT_UNALIGNED, 0) != MAGIC) {
        fault = "it does not offer rings; it may have connected as to unix://";
      } else if (offer.get(JAVA_SHORT_UNALIGNED, VERSION_AT) != VERSION) {
        fault = "it offers rings of version " + offer.get(JAVA_SHORT_UNALIGNED, VERSION_AT);
      } else if (!RingLayout.isCapacity(capacity)) {
        fault = "it offers rings of " + Integer.toUnsignedString(capacity) + " bytes";
      } else {
        try {
          region = carrier.receivedRegion(RingLayout.bytes(capacity));
          fault = region == null ? "no memory came along with its rings" : null;
        } catch (InvalidArgumentException unsuitable) {
          fault = unsuitable.getMessage();
        }
      }
      MemorySegment answer = arena.allocate(ANSWER_BYTES);
      answer.set(JAVA_INT_UNALIGNED, 0, MAGIC);
      answer.set(JAVA_SHORT_UNALIGNED, VERSION_AT, VERSION);
      answer.set(JAVA_SHORT_UNALIGNED, STATUS_AT, fault == null ? TAKEN : REFUSED);
      boolean answered = false;
      try {
        carrier.write(new MemorySegment[] {answer}, 1);
        answered = true;
      } finally {
        if (!answered && region != null) {
          region.close();
        }
      }
      if (region == null) {
        throw lost(name, String.valueOf(fault), null);
      }
      return new RingMemory(region, capacity);
    }
  }

  private static TransportException unreachable(
      String name, String why, @Nullable Throwable cause) {
    return new TransportException(
        ErrorCode.UNREACHABLE,
        "cannot reach " + name + ": " + why + "; an agent has to listen at shm+unix:// there",
        cause);
  }

  private static TransportException lost(String name, String why, @Nullable Throwable cause) {
    return new TransportException(ErrorCode.CONNECTION_LOST, "lost " + name + ": " + why, cause);
  }
}
