package dev.vaccel.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A bare socket between two processes: what a round trip costs without us. The first 16 bytes on a
 * connection are the sizes of requests and replies; then each request is read whole and answered.
 * Blocking, one thread for each connection.
 */
final class BarePeer implements AutoCloseable {
  // As large as our own transport's, or the comparison would flatter it.
  private static final int SEND_BUFFER_BYTES = 1 << 20;

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final ByteBuffer reply;

  private BarePeer(SocketChannel channel, int requestBytes, int replyBytes) {
    this.channel = channel;
    this.request = ByteBuffer.allocateDirect(requestBytes);
    this.reply =
        replyBytes == requestBytes ? request.duplicate() : ByteBuffer.allocateDirect(replyBytes);
  }

  /** Connects to a {@link BenchEchoCommand}. */
  static BarePeer connect(String address, int requestBytes, int replyBytes) throws IOException {
    SocketChannel channel = open(parse(address));
    try {
      ByteBuffer sizes = ByteBuffer.allocate(16);
      sizes.putLong(requestBytes).putLong(replyBytes).flip();
      while (sizes.hasRemaining()) {
        channel.write(sizes);
      }
      return new BarePeer(channel, requestBytes, replyBytes);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The other end of {@link #connect}; reads the sizes. */
  static BarePeer accepted(SocketChannel channel) throws IOException {
    tune(channel);
    ByteBuffer sizes = ByteBuffer.allocate(16);
    while (sizes.hasRemaining()) {
      if (channel.read(sizes) < 0) {
        throw new EOFException("no sizes");
      }
    }
    sizes.flip();
    return new BarePeer(
        channel, Math.toIntExact(sizes.getLong()), Math.toIntExact(sizes.getLong()));
  }

  /** {@code unix:///path} or {@code tcp://host:port}. */
  static SocketAddress parse(String address) {
    if (address.startsWith("unix://")) {
      return UnixDomainSocketAddress.of(address.substring("unix://".length()));
    }
    return AgentSettings.socketAddress(address.substring("tcp://".length()));
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    SocketChannel channel =
        address instanceof InetSocketAddress
            ? SocketChannel.open()
            : SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(address);
      tune(channel);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void tune(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
  }

  /** Sends a request and waits for its reply. */
  void ping() throws IOException {
    write(request);
    if (!read(reply)) {
      throw new EOFException("the bare peer went away");
    }
  }

  /** Answers requests until the other end closes. */
  void serve() throws IOException {
    while (read(request)) {
      write(reply);
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private boolean read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
