package dev.vaccel.transport.socket;

import dev.vaccel.posix.StreamSocket;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Links;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.transport.socket.shm.RingLink;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** A peer whose bytes go through rings, on a socket that can end as no link does. */
final class RingPeer implements RawPeer {
  private final StreamSocket socket;
  private final Link link;

  RingPeer(Address address) throws IOException {
    socket = StreamSocket.connect(UnixLocation.parse(address), Deadline.LIMIT.toNanos());
    UnixLink carrier = new UnixLink(socket, "the peer", new PeerIdentity("uid", "none"), false);
    link =
        Objects.requireNonNull(
            RingLink.connect(carrier, socket.fd(), "the peer", Deadline.LIMIT.toNanos()));
  }

  @Override
  public void write(byte[] bytes) {
    Links.write(link, bytes);
  }

  @Override
  public int read(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment part = arena.allocate(bytes.length);
      int read = (int) link.read(part);
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
    link.close();
  }

  @Override
  public void close() {
    link.close();
  }
}
