package dev.vaccel.backend.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStreamImpl;

/** ImageIO's view of encoded bytes in memory: no copy, no cache file. One thread at a time. */
final class SegmentImageStream extends ImageInputStreamImpl {
  private final MemorySegment bytes;

  SegmentImageStream(MemorySegment bytes) {
    this.bytes = bytes;
    setByteOrder(ByteOrder.BIG_ENDIAN);
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.byteSize()
        ? Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, streamPos++))
        : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, bytes.byteSize() - streamPos);
    if (count <= 0) {
      return -1;
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.byteSize();
  }
}
