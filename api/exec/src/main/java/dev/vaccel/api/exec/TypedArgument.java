package dev.vaccel.api.exec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One argument of {@link TypedExecApi#call}: memory with a type. Numbers are in the byte order of
 * the machine that calls the function, which is little-endian wherever this project runs.
 *
 * @param type what the memory holds
 * @param customTypeId which type of the caller's own; 0 unless {@link ArgumentType#CUSTOM}
 * @param roomBytes of a write argument without data: bytes of zeros to provide; else 0
 * @param data its content
 */
public record TypedArgument(
    ArgumentType type, int customTypeId, long roomBytes, MemorySegment data) {
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  /** Any type but {@link ArgumentType#CUSTOM}. */
  public static TypedArgument of(ArgumentType type, MemorySegment data) {
    return new TypedArgument(type, 0, 0, data);
  }

  /** A write argument that begins as zeros. */
  public static TypedArgument room(ArgumentType type, long bytes) {
    return new TypedArgument(type, 0, bytes, NONE);
  }

  /** An {@code int32_t}. */
  public static TypedArgument ofInt(int value) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return of(ArgumentType.INT32, MemorySegment.ofArray(bytes.putInt(value).array()));
  }

  /** An {@code int64_t}. */
  public static TypedArgument ofLong(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return of(ArgumentType.INT64, MemorySegment.ofArray(bytes.putLong(value).array()));
  }

  /** Text in UTF-8 with the NUL that C wants behind it. */
  public static TypedArgument ofText(String text) {
    byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
    return of(ArgumentType.STRING, MemorySegment.ofArray(bytes));
  }

  /** Bytes that the function finds: those of the data, or the room. */
  public long byteSize() {
    return data.byteSize() > 0 ? data.byteSize() : roomBytes;
  }
}
