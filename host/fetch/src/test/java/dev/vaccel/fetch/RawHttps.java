package dev.vaccel.fetch;

import dev.vaccel.testing.HttpsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** A server on loopback that answers every request with the same bytes, whatever they are. */
final class RawHttps extends LoopbackServer {
  private final byte[] answer;
  private final boolean hold;

  private RawHttps(ServerSocketFactory factory, String answer, boolean hold) throws IOException {
    super(factory);
    this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
    this.hold = hold;
    begin();
  }

  /** Answers over TLS, then ends the connection. */
  static RawHttps ending(String answer) throws IOException {
    return new RawHttps(HttpsFiles.keys("agent").getServerSocketFactory(), answer, false);
  }

  /** Answers over TLS, then says nothing more. */
  static RawHttps holding(String answer) throws IOException {
    return new RawHttps(HttpsFiles.keys("agent").getServerSocketFactory(), answer, true);
  }

  /** Answers without TLS; {@code hold}: says nothing more, also if the answer is empty. */
  static RawHttps plain(String answer, boolean hold) throws IOException {
    return new RawHttps(ServerSocketFactory.getDefault(), answer, hold);
  }

  String address() {
    return "https://localhost:" + port() + "/file";
  }

  @Override
  void serve(Socket socket) throws IOException {
    if (socket instanceof SSLSocket) {
      readHead(socket.getInputStream());
    }
    socket.getOutputStream().write(answer);
    socket.getOutputStream().flush();
    if (!hold) {
      socket.close();
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int last = 0;
    for (int lines = 0; lines < 2; ) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      lines = next == '\n' ? (last == '\r' ? lines + 1 : 1) : next == '\r' ? lines : 0;
      last = next;
    }
  }
}
