package dev.vaccel.fuzz;

import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A link that delivers the bytes it is given, then the end, and forgets what is written. Any region
 * comes along, up to a size.
 */
final class BytesLink implements SharingLink {
  private static final long LARGEST_REGION = 1 << 20;

  private final byte[] input;
  private final int step;
  private volatile boolean ended;
  private int at;

  /**
   * A link.
   *
   * @param step most bytes of one read
   */
  BytesLink(byte[] input, int step) {
    this.input = input;
    this.step = step;
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    // Every part must be memory that a carrier could read.
    for (int i = 0; i < count; i++) {
      if (!parts[i].isNative() || !parts[i].scope().isAlive()) {
        throw new AssertionError("part " + i + " cannot be sent");
      }
    }
  }

  @Override
  public long read(MemorySegment destination) {
    if (destination.byteSize() < 1) {
      throw new AssertionError("read of nothing");
    }
    if (ended || at == input.length) {
      return -1;
    }
    int bytes = (int) Math.min(destination.byteSize(), Math.min(step, input.length - at));
    MemorySegment.copy(input, at, destination, ValueLayout.JAVA_BYTE, 0, bytes);
    at += bytes;
    return bytes;
  }

  /** Memory of zeros that was never anybody's. */
  private static final class Region implements SharedRegion {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    Region(long lengthBytes) {
      segment = arena.allocate(lengthBytes, 4096);
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  @Override
  public @Nullable SharedRegion receivedRegion(long lengthBytes) {
    return lengthBytes > LARGEST_REGION ? null : new Region(lengthBytes);
  }

  @Override
  public SharedRegion createRegion(long lengthBytes) {
    throw new AssertionError("an agent creates no region");
  }

  @Override
  public void write(MemorySegment[] parts, int count, SharedRegion region) {
    throw new AssertionError("an agent passes no region");
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    return true;
  }

  @Override
  public PeerIdentity peer() {
    return new PeerIdentity("uid", "1000");
  }

  @Override
  public void shutdown() {
    ended = true;
  }

  @Override
  public void close() {
    ended = true;
  }
}
