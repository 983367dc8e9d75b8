package dev.vaccel.fetch;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import dev.vaccel.fetch.BodyParts.Part;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files over HTTPS. What arrives has the size and the SHA-256 that were expected before
 * anybody sees it, so whoever sends it can withhold a file, not change it. Nothing is resumed.
 * Proxies are the JDK's. Thread-safe.
 */
public final class Downloader implements AutoCloseable {
  private static final int OK = 200;

  private final Authorities authorities;
  private final Patience patience;
  private final Object lock = new Object();
  // Guarded by lock. Made when something is fetched: it has a thread and hundreds of classes.
  private @Nullable HttpClient client;
  private volatile boolean closed;

  /** Waits as long as is usual. */
  public Downloader(Authorities authorities) {
    this(authorities, Patience.USUAL);
  }

  /** Waits as long as is said. */
  public Downloader(Authorities authorities, Patience patience) {
    this.authorities = authorities;
    this.patience = patience;
  }

  /**
   * Fetches a file on the thread of the caller, whose interruption ends it. What is at the target
   * afterwards is whole; after a failure there is what was there before, and nothing beside it.
   *
   * @param target in a directory that exists; a file that is there is replaced
   * @throws TransportException UNREACHABLE if it cannot be had, TLS_FAILED if nobody vouches for
   *     the server
   * @throws ResourceException CORRUPT for other bytes than expected, EXHAUSTED for more than the
   *     limit, STORE_FULL if the disk has no room for it
   * @throws IOException if it cannot be written, the thread is interrupted, or this is closed
   */
  public void fetch(RemoteFile wanted, Path target, Progress progress) throws IOException {
    try {
      fetch(Route.to(wanted.address()), wanted, target, progress);
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw interrupted(Route.to(wanted.address()), e);
    }
  }

  private void fetch(Route first, RemoteFile wanted, Path target, Progress progress)
      throws IOException, InterruptedException {
    Route route = first;
    while (true) {
      try (Answer answer = ask(route)) {
        if (answer.status() == OK) {
          receive(route, answer, wanted, target, progress);
          return;
        }
        route = next(route, answer);
      }
    }
  }

  private Answer ask(Route route) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(route.at())
            .header("Accept", "application/octet-stream, */*")
            .header("User-Agent", "vaccel")
            .build();
    Duration longest = patience.connect().plus(patience.silence());
    try {
      return Answer.to(request, client(route), longest);
    } catch (TimeoutException e) {
      throw ended(route, route.unreachable("no answer for " + Failures.text(longest), e));
    } catch (ExecutionException e) {
      throw ended(route, Failures.of(route, e.getCause() == null ? e : e.getCause()));
    }
  }

  private HttpClient client(Route route) throws IOException {
    synchronized (lock) {
      if (closed) {
        throw interrupted(route, null);
      }
      if (client == null) {
        // HTTP/1.1: one file at a time gains nothing from HTTP/2.
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect())
                .sslContext(authorities.context())
                .build();
      }
      return client;
    }
  }

  private static Route next(Route route, Answer answer) {
    String location = answer.location().orElse(null);
    if (answer.status() / 100 != 3 || location == null) {
      throw route.unreachable("the server answers " + Failures.status(answer.status()), null);
    }
    return route.redirected(location);
  }

  private void receive(
      Route route, Answer answer, RemoteFile wanted, Path target, Progress progress)
      throws IOException, InterruptedException {
    long announced = answer.length();
    if (announced >= 0) {
      wanted.requireLength(route, announced);
    }
    try (PartFile file = new PartFile(target)) {
      requireRoom(route, Math.max(announced, wanted.leastBytes()), file);
      long total = wanted.total(announced);
      while (true) {
        switch (answer.body().next(patience.silence())) {
          case null -> {
            String silence = "nothing came for " + Failures.text(patience.silence());
            throw route.unreachable(silence + after(file), null);
          }
          case Part.Bytes(List<ByteBuffer> buffers) -> {
            for (ByteBuffer buffer : buffers) {
              wanted.requireAtMost(route, file.bytes() + buffer.remaining());
              file.write(buffer);
            }
            progress.bytes(file.bytes(), total);
          }
          case Part.Broken(Throwable cause) -> {
            String broken = "it broke off" + after(file) + ": " + Failures.text(cause);
            throw ended(route, route.unreachable(broken, cause));
          }
          case Part.End() -> {
            wanted.requireSame(route, file.bytes(), file.sha256());
            file.complete();
            return;
          }
        }
      }
    }
  }

  private static String after(PartFile file) {
    return " after " + file.bytes() + " bytes";
  }

  private static void requireRoom(Route route, long bytes, PartFile file) throws IOException {
    long usable = file.usableBytes();
    if (bytes > usable) {
      throw new ResourceException(
          ErrorCode.STORE_FULL,
          route + ": it has " + bytes + " bytes, its disk has room for " + usable);
    }
  }

  /** Why it really ended: closing looks like any failure of a connection. */
  private RuntimeException ended(Route route, RuntimeException failure) throws IOException {
    if (closed) {
      throw interrupted(route, failure);
    }
    return failure;
  }

  private static InterruptedIOException interrupted(Route route, @Nullable Exception cause) {
    InterruptedIOException interrupted = new InterruptedIOException(route + ": interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }

  /** Ends what is going on: it fails, and nothing is left of it. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (client != null) {
        client.shutdownNow();
      }
    }
  }
}
