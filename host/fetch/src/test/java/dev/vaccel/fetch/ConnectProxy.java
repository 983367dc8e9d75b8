package dev.vaccel.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * A proxy on loopback that answers CONNECT with a status, and joins connections where it is 200.
 */
final class ConnectProxy extends LoopbackServer {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String status;

  ConnectProxy(String status) throws IOException {
    super(ServerSocketFactory.getDefault());
    this.status = status;
    begin();
  }

  /** First lines of requests. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  void serve(Socket client) throws IOException {
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
    Socket server = closing(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
    run(() -> pump(client, server));
    pump(server, client);
  }

  private static void pump(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }
}
