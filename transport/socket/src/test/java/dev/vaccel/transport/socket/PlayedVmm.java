package dev.vaccel.transport.socket;

import dev.vaccel.testing.Background;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a VMM and, behind it, a guest that passes on what arrives at its port N to the host's port
 * N: whoever connects to the device meets who listens at {@code PATH_N}. On the JDK's channels, so
 * that it shares no code with what it tests.
 */
final class PlayedVmm implements AutoCloseable {
  private static final Pattern QUESTION = Pattern.compile("CONNECT (\\d{1,10})");
  private static final int MOST_QUESTION_BYTES = 32;

  private final Path device;
  private final ServerSocketChannel server;

  PlayedVmm(Path device) throws IOException {
    this.device = device;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(device));
    Background<Boolean> _ = Background.run(this::serve);
  }

  private void serve() throws IOException {
    while (true) {
      SocketChannel host = server.accept();
      Background<Boolean> _ = Background.run(() -> meet(host));
    }
  }

  private void meet(SocketChannel host) throws Exception {
    SocketChannel guest;
    try {
      Matcher question = QUESTION.matcher(line(host));
      if (!question.matches()) {
        throw new IOException("no question");
      }
      guest = SocketChannel.open(UnixDomainSocketAddress.of(device + "_" + question.group(1)));
    } catch (IOException noSuchPort) {
      host.close(); // Without a word, as the VMMs do.
      return;
    }
    host.write(ByteBuffer.wrap("OK 1073741824\n".getBytes(StandardCharsets.US_ASCII)));
    Background<Boolean> back = Background.run(() -> forward(guest, host));
    forward(host, guest);
    back.get();
    host.close();
    guest.close();
  }

  private static String line(SocketChannel from) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer next = ByteBuffer.allocate(1);
    while (line.length() < MOST_QUESTION_BYTES && from.read(next.clear()) > 0) {
      char c = (char) next.get(0);
      if (c == '\n') {
        return line.toString();
      }
      line.append(c);
    }
    throw new IOException("no line");
  }

  private static void forward(SocketChannel from, SocketChannel to) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.shutdownOutput();
    } catch (IOException oneSideIsGone) {
      from.close();
      to.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
