package dev.vaccel.transport.socket;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.RawPeer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A peer on a bare socket, abstract unix names included, which the JDK's channels lack. */
final class PosixPeer implements RawPeer {
  private final StreamSocket socket;

  PosixPeer(Endpoint endpoint) throws IOException {
    socket = StreamSocket.connect(endpoint, Deadline.LIMIT.toNanos());
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment part = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      socket.writer().write(new MemorySegment[] {part}, 1);
    }
  }

  @Override
  public int read(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment part = arena.allocate(bytes.length);
      int read = (int) socket.reader().read(part);
      MemorySegment.copy(part, 0, MemorySegment.ofArray(bytes), 0, Math.max(0, read));
      return read;
    }
  }

  @Override
  public void endOutput() {
    socket.shutdownOutput();
  }

  @Override
  public void vanish() {
    socket.close();
  }

  @Override
  public void close() {
    socket.close();
  }
}
