package dev.vaccel.transport.serial;

import dev.vaccel.testing.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * A guest behind its VMM's socket, written from docs/protocol.md and not from the code under test:
 * packets of its own making, right ones and wrong ones. Confined to one thread.
 */
final class PlayedGuest implements RawPeer {
  static final int OPEN = 1;
  static final int ACCEPT = 2;
  static final int DATA = 3;
  static final int CLOSE = 4;
  static final int END = 5;
  static final byte[] PREAMBLE = new byte[8208];

  private final SocketChannel channel;
  private final ByteBuffer incoming =
      ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private final int link;

  /** What was received. */
  record Packet(int type, int link, ByteBuffer payload) {}

  private PlayedGuest(SocketChannel channel, int link) {
    this.channel = channel;
    this.link = link;
  }

  /** A VMM whose guest says nothing yet. */
  static PlayedGuest connect(Path socket, int link) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new PlayedGuest(channel, link);
  }

  /** The other way round: an agent that a client of ours connects to, which chooses the link. */
  static PlayedGuest accept(ServerSocketChannel server) throws IOException {
    PlayedGuest agent = new PlayedGuest(server.accept(), 0);
    Packet packet = agent.receive();
    if (packet.type() != OPEN || packet.link() == 0) {
      throw new IOException("expected OPEN");
    }
    return agent.next(packet.link());
  }

  int link() {
    return link;
  }

  /** As another program in the same guest, over the same port. */
  PlayedGuest next(int number) {
    PlayedGuest next = new PlayedGuest(channel, number);
    next.incoming.clear().put(incoming).flip();
    return next;
  }

  static byte[] packet(int type, int link, byte... payload) {
    ByteBuffer packet = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    packet.put("VVSL".getBytes(StandardCharsets.US_ASCII)).put((byte) type).put((byte) 0);
    packet.putShort((short) payload.length).putInt(link);
    CRC32 crc = new CRC32();
    crc.update(packet.array(), 0, 12);
    crc.update(payload);
    return packet.putInt((int) crc.getValue()).put(payload).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Sends bytes as they are. */
  void send(byte[]... parts) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(join(parts));
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** Opens the link. */
  PlayedGuest open() throws IOException {
    send(PREAMBLE, packet(OPEN, link));
    return this;
  }

  /** Receives until the link is accepted; what was before is not ours. */
  PlayedGuest awaitAccept() throws IOException {
    while (true) {
      Packet packet = receive();
      if (packet.type() == ACCEPT && packet.link() == link) {
        return this;
      }
    }
  }

  /** The next packet, whatever is before it. */
  Packet receive() throws IOException {
    while (true) {
      for (int at = incoming.position(); at + 16 <= incoming.limit(); at++) {
        int length = Short.toUnsignedInt(incoming.getShort(at + 6));
        if (incoming.getInt(at) != 0x4c535656 || length > incoming.limit() - at - 16) {
          continue;
        }
        byte[] payload = new byte[length];
        incoming.get(at + 16, payload);
        byte[] whole = packet(incoming.get(at + 4), incoming.getInt(at + 8), payload);
        if (ByteBuffer.wrap(whole).equals(incoming.slice(at, whole.length))) {
          incoming.position(at + whole.length);
          return new Packet(
              whole[4],
              ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(8),
              ByteBuffer.wrap(payload));
        }
      }
      if (!fill()) {
        throw new EOFException("the stream ended");
      }
    }
  }

  private boolean fill() throws IOException {
    incoming.compact();
    int count = channel.read(incoming);
    incoming.flip();
    return count >= 0;
  }

  /** The next packet of this link. */
  Packet receiveMine() throws IOException {
    Packet packet = receive();
    while (packet.link() != link) {
      packet = receive();
    }
    return packet;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += 8192) {
      int length = Math.min(8192, bytes.length - at);
      send(packet(DATA, link, java.util.Arrays.copyOfRange(bytes, at, at + length)));
    }
  }

  @Override
  public int read(byte[] bytes) throws IOException {
    Packet packet = receiveMine();
    if (packet.type() != DATA) {
      return -1;
    }
    int count = packet.payload().remaining();
    packet.payload().get(bytes, 0, count);
    return count;
  }

  @Override
  public void endOutput() throws IOException {
    send(packet(END, link));
  }

  @Override
  public void vanish() throws IOException {
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
