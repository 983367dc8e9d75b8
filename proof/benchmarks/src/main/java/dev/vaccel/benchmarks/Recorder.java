package dev.vaccel.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Stands between one client and an agent, each at a unix socket, and keeps what the client sends.
 * Thread-safe.
 */
final class Recorder implements AutoCloseable {
  private final ServerSocketChannel listening;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  /**
   * Begins.
   *
   * @param here where the client connects
   * @param agent where the agent listens
   */
  Recorder(Path here, Path agent) throws IOException {
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(here));
    start(() -> serve(agent));
  }

  /** What a thread does until a channel is closed. */
  @FunctionalInterface
  private interface Body {
    void run() throws IOException;
  }

  private static void start(Body body) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                body.run();
              } catch (ClosedChannelException _) {
                // One end is gone: so is the other.
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void serve(Path agent) throws IOException {
    SocketChannel client = listening.accept();
    SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(agent));
    start(() -> copy(server, client, false));
    copy(client, server, true);
    server.close();
  }

  private void copy(SocketChannel from, SocketChannel to, boolean keep) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (from.read(buffer.clear()) >= 0) {
      buffer.flip();
      if (keep) {
        synchronized (sent) {
          sent.write(buffer.array(), 0, buffer.limit());
        }
      }
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
    }
  }

  /** What the client has sent since the last time. */
  byte[] take() {
    synchronized (sent) {
      byte[] taken = sent.toByteArray();
      sent.reset();
      return taken;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
