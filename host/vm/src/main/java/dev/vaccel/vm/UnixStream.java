package dev.vaccel.vm;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A connection to a program's control socket that waits no longer than it may. */
final class UnixStream implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 100;

  private final Path path;
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer received = ByteBuffer.allocate(1 << 13).flip();

  private UnixStream(Path path, SocketChannel channel, Selector selector) {
    this.path = path;
    this.channel = channel;
    this.selector = selector;
  }

  /** Connects to a socket that may not be there yet. */
  static UnixStream connect(Path path, Patience patience) throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.configureBlocking(false);
        return new UnixStream(path, channel, Selector.open());
      } catch (IOException e) {
        channel.close();
        patience.check(path + ": " + e.getMessage());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
    }
  }

  void write(byte[] bytes, Patience patience) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        await(SelectionKey.OP_WRITE, patience);
      }
    }
  }

  /** The next byte; -1 at the end. */
  int read(Patience patience) throws IOException {
    while (!received.hasRemaining()) {
      received.clear();
      int count = channel.read(received);
      received.flip();
      if (count < 0) {
        return -1;
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, patience);
      }
    }
    return received.get() & 0xff;
  }

  private void await(int operation, Patience patience) throws IOException {
    patience.check(path.toString());
    channel.register(selector, operation);
    selector.select(Math.min(LOOK_EVERY_MS, patience.leftMs()));
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
