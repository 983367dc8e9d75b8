package dev.vaccel.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/** Accepts connections on loopback, each served by a thread of its own, until it is closed. */
abstract class LoopbackServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Listens; {@link #begin} accepts. */
  LoopbackServer(ServerSocketFactory factory) throws IOException {
    listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** What becomes of a connection; a failure means that somebody closed it. */
  abstract void serve(Socket client) throws IOException;

  final int port() {
    return listening.getLocalPort();
  }

  /** To be called when the server is complete. */
  final void begin() {
    run(
        () -> {
          while (true) {
            Socket client = closing(listening.accept());
            run(() -> serve(client));
          }
        });
  }

  /** Closes the socket with this server. */
  final Socket closing(Socket socket) {
    open.add(socket);
    return socket;
  }

  /** What a thread does until a socket is closed. */
  @FunctionalInterface
  interface Task {
    /** Does it. */
    void run() throws IOException;
  }

  final void run(Task task) {
    threads.execute(
        () -> {
          try {
            task.run();
          } catch (IOException _) {
            // closed, or the other side has seen enough
          }
        });
  }

  @Override
  public final void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
