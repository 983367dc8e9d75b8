package dev.vaccel.fetch;

import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer: its head has come, its body is about to.
 *
 * @param status of HTTP
 */
record Answer(int status, HttpHeaders headers, BodyParts body) implements AutoCloseable {
  /**
   * Sends a request and waits for the head.
   *
   * @throws ExecutionException if none comes; the cause is the client's
   * @throws TimeoutException if none has come in time
   */
  static Answer to(HttpRequest request, HttpClient client, Duration longest)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    CompletableFuture<HttpResponse<@Nullable Void>> exchange =
        client.sendAsync(
            request,
            head -> {
              BodyParts body = new BodyParts();
              answer.complete(new Answer(head.statusCode(), head.headers(), body));
              return body;
            });
    var _ = exchange.whenComplete((response, failure) -> end(answer, response, failure));
    boolean taken = false;
    try {
      Answer come = answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
      taken = true;
      return come;
    } finally {
      if (!taken) {
        exchange.cancel(true);
        var _ = answer.thenAccept(Answer::close);
      }
    }
  }

  /**
   * The exchange is over, which is more than an answer if something broke off, or if it has none.
   */
  private static void end(
      CompletableFuture<Answer> answer,
      @Nullable HttpResponse<@Nullable Void> response,
      @Nullable Throwable failure) {
    if (failure == null && response != null) {
      // A proxy's refusal has no body, for which nobody is asked.
      BodyParts none = new BodyParts();
      none.onComplete();
      answer.complete(new Answer(response.statusCode(), response.headers(), none));
    } else if (failure != null && !answer.completeExceptionally(failure)) {
      answer.join().body().onError(failure);
    }
  }

  /** Where it sends us. */
  Optional<String> location() {
    return headers.firstValue("Location");
  }

  /** What it says of the length; negative: nothing that can be used. */
  long length() {
    try {
      return headers.firstValueAsLong("Content-Length").orElse(-1);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /** Wants no more of it. */
  @Override
  public void close() {
    body.discard();
  }
}
