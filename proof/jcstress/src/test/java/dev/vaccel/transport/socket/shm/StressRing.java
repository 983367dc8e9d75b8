package dev.vaccel.transport.socket.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A ring as small as can be, both sides of it, and parts of eight bytes. On the heap unless
 * somebody sleeps at it: it is made for each try, and the accesses are the same.
 */
final class StressRing {
  /** Bytes of a part. */
  static final int PART = Long.BYTES;

  // Nobody sleeps there: what a reader rings where its writer never waits.
  private static final Doorbell UNUSED = new Doorbell(nativeRing(PART), RingLayout.WRITER_SLEEPS);

  private final Ring ring;
  private final RingReader reader;
  private final RingWriter writer;

  private StressRing(Ring ring, Doorbell writerBell) {
    this.ring = ring;
    this.reader = new RingReader(ring, writerBell);
    this.writer = new RingWriter(ring);
  }

  /** One that takes so many parts. */
  static StressRing of(int parts) {
    Ring ring =
        new Ring(
            MemorySegment.ofArray(new long[RingLayout.RING_CONTROL_BYTES / Long.BYTES]),
            MemorySegment.ofArray(new long[parts]));
    return new StressRing(ring, UNUSED);
  }

  /** One that takes a part, whose reader and writer can sleep. */
  static StressRing withSleepers() {
    Ring ring = nativeRing(PART);
    return new StressRing(ring, new Doorbell(ring, RingLayout.WRITER_SLEEPS));
  }

  private static Ring nativeRing(int capacity) {
    MemorySegment memory =
        Arena.ofAuto().allocate(RingLayout.RING_CONTROL_BYTES + capacity, Long.BYTES);
    return new Ring(
        memory.asSlice(0, RingLayout.RING_CONTROL_BYTES),
        memory.asSlice(RingLayout.RING_CONTROL_BYTES, capacity));
  }

  /** The bell of the reader or the writer of this ring. */
  Doorbell bell(int offset) {
    return new Doorbell(ring, offset);
  }

  /** Whether that side would sleep on: it said that it does and was not woken. */
  boolean sleeps(int offset) {
    return (int) RingLayout.SLEEPS.getVolatile(ring.control(), (long) offset) != 0;
  }

  /** Memory for parts. */
  static MemorySegment memory(int parts) {
    return MemorySegment.ofArray(new long[parts]);
  }

  /** A part with that in each of its bytes. */
  static MemorySegment part(int value) {
    return memory(1).fill((byte) value);
  }

  /** What is in each byte of a part; -1 if not the same. */
  static int value(MemorySegment memory, int part) {
    long bytes = memory.get(JAVA_LONG, (long) part * PART);
    long first = bytes & 0xff;
    return bytes == first * 0x0101010101010101L ? (int) first : -1;
  }

  /** Writes a part; whether there was room for it. */
  boolean write(MemorySegment part) {
    try {
      return writer.write(part, 0) == PART;
    } catch (BrokenRingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what fits; how many parts. */
  int read(MemorySegment destination) {
    try {
      return (int) (reader.read(destination) / PART);
    } catch (BrokenRingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link RingReader#read(MemorySegment, BooleanSupplier)}. */
  int read(MemorySegment destination, BooleanSupplier ended) {
    try {
      return (int) reader.read(destination, ended);
    } catch (BrokenRingException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isReadable() {
    try {
      return reader.available() > 0;
    } catch (BrokenRingException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isWritable() {
    try {
      return writer.hasRoom();
    } catch (BrokenRingException e) {
      throw new IllegalStateException(e);
    }
  }
}
