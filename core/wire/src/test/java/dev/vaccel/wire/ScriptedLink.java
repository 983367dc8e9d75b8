package dev.vaccel.wire;

import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntUnaryOperator;

/**
 * A link in memory: reads what was {@link #feed fed}, as much at a time as the script says, then
 * the end; keeps what is written. Confined to one thread.
 */
class ScriptedLink implements Link {
  private byte[] input = new byte[0];
  private int at;
  private int writes;
  private int reads;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private IntUnaryOperator bytesAtMost = _ -> Integer.MAX_VALUE;

  /** Appends bytes to what is read. */
  ScriptedLink feed(byte[] bytes) {
    byte[] joined = new byte[input.length - at + bytes.length];
    System.arraycopy(input, at, joined, 0, input.length - at);
    System.arraycopy(bytes, 0, joined, input.length - at, bytes.length);
    input = joined;
    at = 0;
    return this;
  }

  /**
   * Sets how much one read returns.
   *
   * @param newBytesAtMost from the position in the input to a number of bytes, at least 1
   */
  ScriptedLink cut(IntUnaryOperator newBytesAtMost) {
    bytesAtMost = newBytesAtMost;
    return this;
  }

  /** What was written since the last call. */
  byte[] written() {
    byte[] bytes = output.toByteArray();
    output.reset();
    return bytes;
  }

  int writes() {
    return writes;
  }

  int reads() {
    return reads;
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    writes++;
    for (int i = 0; i < count; i++) {
      if (!parts[i].isNative()) {
        throw new IllegalArgumentException("part " + i + " is not native memory");
      }
      output.writeBytes(parts[i].toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Override
  public long read(MemorySegment destination) {
    reads++;
    if (destination.byteSize() == 0) {
      throw new IllegalArgumentException("read of 0 bytes");
    }
    if (at == input.length) {
      return -1;
    }
    int bytes = (int) Math.min(destination.byteSize(), input.length - at);
    bytes = Math.max(1, Math.min(bytes, bytesAtMost.applyAsInt(at)));
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
    return new PeerIdentity("test", "script");
  }

  @Override
  public void shutdown() {}

  @Override
  public void close() {}
}
