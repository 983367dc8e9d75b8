package dev.vaccel.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The baseline of round trips: blocking channels of the JDK and nothing else. {@code BarePeer
 * (unix|tcp) PATH} answers each message of a fixed size, once it is whole, with one of a fixed
 * size; a connection begins with both sizes.
 */
final class BarePeer {
  private static final int SIZES_BYTES = 16;

  private BarePeer() {}

  static ChildProcess start(String kind, String path) throws IOException {
    return new ChildProcess(List.of("-XX:+UseParallelGC"), BarePeer.class, List.of(kind, path));
  }

  public static void main(String[] arguments) throws IOException {
    boolean unix = arguments[0].equals("unix");
    try (ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
      SocketAddress place =
          unix
              ? UnixDomainSocketAddress.of(arguments[1])
              : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      if (unix) {
        // What an earlier peer left.
        Files.deleteIfExists(Path.of(arguments[1]));
      }
      server.bind(place);
      Thread.ofPlatform().daemon().start(() -> accept(server, unix));
      System.out.println(
          unix ? arguments[1] : ((InetSocketAddress) server.getLocalAddress()).getPort());
      while (System.in.read() >= 0) {
        System.out.println("ready");
      }
    }
  }

  private static void accept(ServerSocketChannel server, boolean unix) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        if (!unix) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        Thread.ofPlatform().daemon().start(() -> serve(channel));
      }
    } catch (ClosedChannelException _) {
      // The process ends.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void serve(SocketChannel channel) {
    try (channel) {
      ByteBuffer sizes = ByteBuffer.allocateDirect(SIZES_BYTES);
      readAll(channel, sizes);
      ByteBuffer request = ByteBuffer.allocateDirect((int) sizes.flip().getLong());
      ByteBuffer reply = ByteBuffer.allocateDirect((int) sizes.getLong());
      while (true) {
        readAll(channel, request.clear());
        writeAll(channel, reply.clear());
      }
    } catch (IOException _) {
      // The client is done.
    }
  }

  static void readAll(SocketChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException();
      }
    }
  }

  static void writeAll(SocketChannel channel, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      int _ = channel.write(source);
    }
  }

  /** A client of it. */
  static final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer reply;

    /**
     * Connects.
     *
     * @param kind unix or tcp
     * @param place what the peer printed
     */
    Client(String kind, String place, int requestBytes, int replyBytes) throws IOException {
      if (kind.equals("unix")) {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(place));
      } else {
        channel =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(place)));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      ByteBuffer sizes = ByteBuffer.allocateDirect(SIZES_BYTES);
      writeAll(channel, sizes.putLong(requestBytes).putLong(replyBytes).flip());
      request = ByteBuffer.allocateDirect(requestBytes);
      reply = ByteBuffer.allocateDirect(replyBytes);
    }

    /** One round trip. */
    void call() throws IOException {
      writeAll(channel, request.clear());
      readAll(channel, reply.clear());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
