package dev.vaccel.vm;

import dev.vaccel.testing.Background;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A VMM's control socket: takes requests, keeps them, and answers as it is told. */
final class FakeVmm implements AutoCloseable {
  static final String NO_CONTENT =
      "HTTP/1.1 204 \r\nServer: Fake\r\nConnection: keep-alive\r\n\r\n";

  private final ServerSocketChannel server;
  private final Function<Request, String> answers;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Background<Boolean> serving;

  /** A request; headers as they came, in lower case. */
  record Request(String line, List<String> headers, String body) {}

  private FakeVmm(ServerSocketChannel server, Function<Request, String> answers) {
    this.server = server;
    this.answers = answers;
    this.serving = Background.run(this::serve);
  }

  /**
   * Starts one.
   *
   * @param answers bytes for each request; empty for none, with the connection kept open
   */
  static FakeVmm at(Path socket, Function<Request, String> answers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return new FakeVmm(server, answers);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void serve() throws IOException {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Request request = read(Channels.newInputStream(channel));
        requests.add(request);
        String answer = answers.apply(request);
        if (!answer.isEmpty()) {
          channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
          channel.close();
        }
      }
    } catch (ClosedChannelException _) {
      // the test is over
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    List<String> headers = new CopyOnWriteArrayList<>();
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      headers.add(header.toLowerCase(Locale.ROOT));
      if (headers.getLast().startsWith("content-length: ")) {
        length = Integer.parseInt(headers.getLast().substring("content-length: ".length()));
      }
    }
    return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the request ends within a line: " + line);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    if (!text.endsWith("\r")) {
      throw new IOException("a line that does not end with CR LF: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    serving.await();
  }
}
