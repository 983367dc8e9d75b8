package dev.vaccel.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy on loopback that answers CONNECT with a status, and joins connections where it is 200.
 */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String status;

  ConnectProxy(String status) throws IOException {
    this.status = status;
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** First lines of requests. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket client) {
    try {
      // The client says nothing after the head until it has the answer.
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = String.valueOf(reader.readLine());
      asked.add(first);
      for (String line = reader.readLine(); line != null && !line.isEmpty(); ) {
        line = reader.readLine();
      }
      client
          .getOutputStream()
          .write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      if (!status.startsWith("200")) {
        client.close();
        return;
      }
      String port = first.replaceAll("^CONNECT [^ ]*:(\\d+) .*", "$1");
      Socket server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
      open.add(server);
      threads.execute(() -> pump(client, server));
      pump(server, client);
    } catch (IOException _) {
      // closed
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // closed
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
