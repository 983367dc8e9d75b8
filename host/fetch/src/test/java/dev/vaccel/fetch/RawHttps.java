package dev.vaccel.fetch;

import dev.vaccel.testing.HttpsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** A server on loopback that answers every request with the same bytes, whatever they are. */
final class RawHttps implements AutoCloseable {
  private final ServerSocket listening;
  private final byte[] answer;
  private final boolean hold;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private RawHttps(ServerSocketFactory factory, String answer, boolean hold) throws IOException {
    this.listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
    this.hold = hold;
    threads.execute(this::accept);
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
    return "https://localhost:" + listening.getLocalPort() + "/file";
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try {
      if (socket instanceof SSLSocket) {
        readHead(socket.getInputStream());
      }
      socket.getOutputStream().write(answer);
      socket.getOutputStream().flush();
      if (!hold) {
        socket.close();
      }
    } catch (IOException _) {
      // The client has seen enough.
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

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
