package dev.vaccel.transport.serial;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** A VMM's socket, with a guest behind it that sends anything and then calls as it should. */
final class PlayedPort implements AutoCloseable {
  private static final long LIMIT_NS = 20_000_000_000L;

  private final StreamSocket socket;
  private final PacketReader reader = new PacketReader();

  private PlayedPort(StreamSocket socket) {
    this.socket = socket;
  }

  static PlayedPort connect(Path path) throws SystemCallException {
    return new PlayedPort(StreamSocket.connect(new Endpoint.UnixPath(path.toString()), LIMIT_NS));
  }

  static byte[] packet(int type, int link, byte... payload) {
    MemorySegment memory = Arena.ofAuto().allocate(Packets.HEADER_BYTES + payload.length);
    MemorySegment.copy(
        payload, 0, memory, ValueLayout.JAVA_BYTE, Packets.HEADER_BYTES, payload.length);
    ByteBuffer bytes = memory.asByteBuffer();
    Packets.seal(memory, bytes, new CRC32(), 0, type, payload.length, link);
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }

  void send(byte[] bytes) throws SystemCallException {
    if (bytes.length > 0) {
      try (Arena arena = Arena.ofConfined()) {
        socket
            .writer()
            .write(new MemorySegment[] {arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes)}, 1);
      }
    }
  }

  /** Opens a link, and has a byte returned over it. */
  void call() throws SystemCallException {
    int link = 0x7fff_fff1;
    send(new byte[Packets.PREAMBLE_BYTES]);
    send(packet(Packets.OPEN, link));
    await(Packets.ACCEPT, link);
    send(packet(Packets.DATA, link, (byte) 1));
    await(Packets.DATA, link);
  }

  private void await(int type, int link) throws SystemCallException {
    while (true) {
      for (int next = reader.next(); next != PacketReader.NOTHING; next = reader.next()) {
        if (next == PacketReader.GARBAGE) {
          continue;
        }
        int number = reader.link();
        reader.pass();
        if (next == type && number == link) {
          return;
        }
      }
      if (!socket.reader().awaitReadable(LIMIT_NS)) {
        throw new AssertionError("a guest that does as it should is not answered");
      }
      long count = socket.reader().read(reader.room());
      if (count < 0) {
        throw new AssertionError("the port is closed");
      }
      reader.filled((int) count);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
