package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits of a lossless WebP, least significant first. Throws where they end. One thread. */
final class Vp8lBits {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Room behind the end for one read of a long that begins there. */
  private static final int PADDING = 16;

  private final byte[] bytes;
  private final long end;
  private long position;

  Vp8lBits(MemorySegment chunk) {
    long length = chunk.byteSize();
    bytes = new byte[Math.toIntExact(length + PADDING)];
    MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, bytes, 0, (int) length);
    end = length * Byte.SIZE;
  }

  /** The next bits, zeros behind the end, without taking them; at least 32 are right. */
  int peek() {
    return (int) ((long) LONG.get(bytes, (int) (position >>> 3)) >>> (position & 7));
  }

  /** Takes at most 32 bits. */
  void skip(int count) throws DamagedPictureException {
    position += count;
    if (position > end) {
      position = end;
      throw new DamagedPictureException("it is cut short");
    }
  }

  /** Takes 0 to 24 bits. */
  int read(int count) throws DamagedPictureException {
    int value = peek() & ((1 << count) - 1);
    skip(count);
    return value;
  }

  boolean readFlag() throws DamagedPictureException {
    return read(1) == 1;
  }
}
