package dev.vaccel.backend.opencl;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ReplyWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Writes the values of a frame's body: numbers in 8 bytes, texts and memory as their length and
 * their bytes, up to a multiple of 8. What generated code of ProgramApi does not need is missing.
 */
final class FrameWriter implements ReplyWriter {
  private static final long FIRST_BYTES = 1024;

  private final Arena arena;
  private final long maxBytes;
  private MemorySegment block;
  private long at;

  /**
   * Starts an empty body.
   *
   * @param arena for its memory
   * @param maxBytes that it may have
   */
  FrameWriter(Arena arena, long maxBytes) {
    this.arena = arena;
    this.maxBytes = maxBytes;
    this.block = arena.allocate(FIRST_BYTES, 64);
  }

  /** What was written. */
  MemorySegment body() {
    return block.asSlice(0, at);
  }

  @Override
  public void putLong(long value) {
    block(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, value);
  }

  @Override
  public void putFloat(float value) {
    putLong(Float.floatToRawIntBits(value));
  }

  @Override
  public void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  @Override
  public void putString(String value) {
    putBytes(MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void putResource(ResourceId value) {
    block(ResourceId.BYTES).copyFrom(MemorySegment.ofArray(value.bytes()));
  }

  @Override
  public void putTensor(Tensor value) {
    // No operation of ProgramApi has such a value.
    throw new UnsupportedOperationException();
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    putBytes(segment.asSlice(0, lengthBytes));
  }

  @Override
  public MemorySegment reserve(long lengthBytes) {
    // No operation of ProgramApi has such a value.
    throw new UnsupportedOperationException();
  }

  @Override
  public MemorySegment reserve(MemorySegment received, long lengthBytes) {
    // No operation of ProgramApi has such a value.
    throw new UnsupportedOperationException();
  }

  private void putBytes(MemorySegment bytes) {
    putLong(bytes.byteSize());
    block(bytes.byteSize()).copyFrom(bytes);
  }

  /** The next {@code bytes} of the body; what follows is aligned. */
  private MemorySegment block(long bytes) {
    long end = (at + bytes + 7) & -8; // both below 2^62
    if (end > maxBytes) {
      throw OpenclErrors.tooLarge("the call", end, maxBytes, "max-call-bytes");
    }
    if (end > block.byteSize()) {
      MemorySegment larger = arena.allocate(Math.max(end, 2 * block.byteSize()), 64);
      MemorySegment.copy(block, 0, larger, 0, at);
      block = larger;
    }
    MemorySegment next = block.asSlice(at, bytes);
    at = end;
    return next;
  }
}
