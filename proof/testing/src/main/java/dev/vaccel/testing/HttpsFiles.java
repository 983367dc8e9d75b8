package dev.vaccel.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTPS server on loopback that {@code authority} of {@link TlsFiles} vouches for, with files
 * and misbehaviour by path. Other paths are 404.
 */
public final class HttpsFiles implements AutoCloseable {
  private static final int ENDLESS_BYTES = 1 << 30;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** A server that runs. */
  public HttpsFiles() throws IOException {
    this("agent");
  }

  /** A server that shows the certificate of this name of {@link TlsFiles}. */
  public HttpsFiles(String name) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(keys(name)));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What a server of TLS needs to show a certificate of {@link TlsFiles}. */
  public static SSLContext keys(String name) throws IOException {
    try {
      char[] password = TlsFiles.PASSWORD.toCharArray();
      KeyStore keys = KeyStore.getInstance(TlsFiles.file(name + ".p12").toFile(), password);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no keys for HTTPS", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    try (exchange) {
      HttpHandler answer = answers.get(path);
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer.handle(exchange);
      }
    }
  }

  /** The address of a path. */
  public String address(String path) {
    return "https://localhost:" + server.getAddress().getPort() + path;
  }

  /** The paths that were asked for, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Serves content with its length. */
  public void serve(String path, byte[] content) {
    announce(path, content.length, content);
  }

  /** Serves content and announces another length; 0: none. */
  public void announce(String path, long lengthBytes, byte[] content) {
    answers.put(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, lengthBytes);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(content);
          }
        });
  }

  /** Announces a length, serves this and then nothing more, without an end. */
  public void stall(String path, long lengthBytes, byte[] begin) {
    answers.put(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, lengthBytes);
          exchange.getResponseBody().write(begin);
          exchange.getResponseBody().flush();
          awaitClose();
        });
  }

  /** Takes requests and says nothing at all. */
  public void beSilent(String path) {
    answers.put(path, _ -> awaitClose());
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves a gibibyte of zeros without its length. */
  public void serveMuch(String path) {
    answers.put(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[1 << 16];
          for (int sent = 0; sent < ENDLESS_BYTES; sent += part.length) {
            exchange.getResponseBody().write(part);
          }
        });
  }

  /** Sends whoever asks elsewhere. */
  public void redirect(String path, String to) {
    redirect(path, 302, to);
  }

  /** Sends whoever asks elsewhere, with this status. */
  public void redirect(String path, int status, String to) {
    answers.put(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", to);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** Answers with a status and nothing else. */
  public void answer(String path, int status) {
    answers.put(path, exchange -> exchange.sendResponseHeaders(status, -1));
  }

  /** Stops. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
