package dev.vaccel.install;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of known size and SHA-256 over HTTPS. What arrives is compared with both before
 * anybody uses it, so a mirror or a proxy can withhold a file but not change it. Thread-safe.
 */
final class Download implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_MS = 200;

  private final HttpClient client;
  private final Duration patience;

  /** Trusts whom the JDK trusts. */
  Download() {
    this(null, PATIENCE);
  }

  /**
   * For tests, which have an authority of their own.
   *
   * @param patience longest time for the connection, and without a further byte
   */
  Download(@Nullable SSLContext trust, Duration patience) {
    // NORMAL follows redirections, but none from https to http.
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience);
    this.client = trust == null ? builder.build() : builder.sslContext(trust).build();
    this.patience = patience;
  }

  /**
   * Fetches a file. What is at {@code to} afterwards is whole; after a failure there is nothing.
   *
   * @param from an https address
   * @throws ResourceException CORRUPT if it has another size or SHA-256
   * @throws TransportException UNREACHABLE if it cannot be had
   * @throws IOException if it cannot be written, or the thread is interrupted
   */
  void fetch(URI from, Path to, long bytes, String sha256, Progress progress) throws IOException {
    requireHttps(from);
    boolean whole = false;
    try (ExpectedFile file = new ExpectedFile(to, bytes)) {
      HttpResponse<@Nullable Void> response = receive(from, file, bytes, progress);
      if (response.statusCode() != 200) {
        throw unreachable(from, "the server answers with status " + response.statusCode(), null);
      }
      file.requireSame(from.toString(), sha256);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(to);
      }
    }
  }

  private HttpResponse<@Nullable Void> receive(
      URI from, ExpectedFile file, long bytes, Progress progress) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(from).header("User-Agent", "vaccel").GET().build();
    CompletableFuture<HttpResponse<@Nullable Void>> answer =
        client.sendAsync(
            request, head -> head.statusCode() == 200 ? file : BodySubscribers.replacing(null));
    long heard = System.nanoTime();
    long before = 0;
    while (true) {
      try {
        return answer.get(LOOK_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        long now = file.received();
        progress.update("downloading", now, bytes);
        heard = now == before ? heard : System.nanoTime();
        before = now;
        if (System.nanoTime() - heard > 2 * patience.toNanos()) {
          answer.cancel(true);
          throw unreachable(from, "nothing came for " + 2 * patience.toSeconds() + " s", null);
        }
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new IOException(from + ": interrupted", e);
      } catch (ExecutionException e) {
        throw failure(from, file, e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private static RuntimeException failure(URI from, ExpectedFile file, Throwable cause)
      throws IOException {
    IOException unwritten = file.failure();
    if (unwritten != null) {
      throw unwritten;
    }
    if (file.tooLong()) {
      return new ResourceException(
          ErrorCode.CORRUPT,
          from + " has more than " + file.bytes() + " bytes, which was expected");
    }
    Throwable root = cause;
    while (root.getCause() != null && root.getMessage() == null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return unreachable(from, text, cause);
  }

  static void requireHttps(URI from) {
    if (!"https".equals(from.getScheme()) || from.getHost() == null) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, from + ": expected an address such as https://host/path");
    }
  }

  private static TransportException unreachable(URI from, String why, @Nullable Throwable cause) {
    return new TransportException(
        ErrorCode.UNREACHABLE, "cannot fetch " + from + ": " + why.strip(), cause);
  }

  /** Ends what is going on. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
