package dev.vaccel.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A message between a session and the process of its programs: kind and length, 8 bytes each in the
 * machine's order, then the body.
 *
 * @param kind of a request the code of an operation, or {@link #RESOURCE}; of a reply {@link
 *     #RESULT} or {@link #ERROR}
 * @param body values as {@link FrameWriter} writes them
 */
record Frame(long kind, MemorySegment body) {
  /** Names a file: its id, its path. Has no reply. */
  static final long RESOURCE = 0;

  static final long RESULT = 0;

  /** A failure: its code, the vendor's code, its text. */
  static final long ERROR = 1;

  /** Of a frame beside the buffers in it: names, lists, numbers. */
  static final long OTHER_BYTES = 1 << 20;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final int HEADER_BYTES = 2 * Long.BYTES;
  private static final int CHUNK_BYTES = 1 << 16;

  /** Writes the frame and flushes. */
  void write(OutputStream out) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, HEADER_BYTES + body.byteSize())];
    MemorySegment header = MemorySegment.ofArray(chunk);
    header.set(LONG, 0, kind);
    header.set(LONG, Long.BYTES, body.byteSize());
    int filled = HEADER_BYTES;
    for (long at = 0; at < body.byteSize() || filled > 0; ) {
      int more = (int) Math.min(chunk.length - filled, body.byteSize() - at);
      MemorySegment.copy(body, ValueLayout.JAVA_BYTE, at, chunk, filled, more);
      out.write(chunk, 0, filled + more);
      at += more;
      filled = 0;
    }
    out.flush();
  }

  /**
   * Reads a frame.
   *
   * @param arena for its body
   * @return null where the stream ends
   * @throws IOException if it ends inside a frame, or the frame has more than {@code maxBytes}
   */
  static @Nullable Frame read(InputStream in, Arena arena, long maxBytes) throws IOException {
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (header.length == 0) {
      return null;
    }
    if (header.length < HEADER_BYTES) {
      throw new IOException("ends inside a header");
    }
    MemorySegment values = MemorySegment.ofArray(header);
    long bytes = values.get(LONG, Long.BYTES);
    if (bytes < 0 || bytes > maxBytes) {
      throw new IOException("a frame of " + bytes + " bytes, expected at most " + maxBytes);
    }
    MemorySegment body = arena.allocate(bytes, 64);
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, bytes)];
    for (long at = 0; at < bytes; ) {
      int read = in.read(chunk, 0, (int) Math.min(chunk.length, bytes - at));
      if (read < 0) {
        throw new IOException("ends inside a frame");
      }
      MemorySegment.copy(chunk, 0, body, ValueLayout.JAVA_BYTE, at, read);
      at += read;
    }
    return new Frame(values.get(LONG, 0), body);
  }
}
