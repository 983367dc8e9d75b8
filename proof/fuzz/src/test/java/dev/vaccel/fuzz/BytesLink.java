package dev.vaccel.fuzz;

import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A link that delivers the bytes it is given, then the end, and forgets what is written. */
final class BytesLink implements Link {
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
