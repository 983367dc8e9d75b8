package dev.vaccel.fetch;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body, handed from the HTTP client's thread to the one that fetches, so that everything else is
 * done there, in order. No more than two parts are in memory: one is asked for when one is taken.
 */
final class BodyParts implements BodySubscriber<@Nullable Void> {
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription source;
  private volatile boolean discarded;

  /** What comes next. */
  sealed interface Part {
    /** Bytes. */
    record Bytes(List<ByteBuffer> buffers) implements Part {}

    /** Nothing more: that was all. */
    record End() implements Part {}

    /** Nothing more, too early. */
    record Broken(Throwable cause) implements Part {}
  }

  /** Waits for the next part; null if nothing comes. */
  @Nullable Part next(Duration silence) throws InterruptedException {
    Part part = parts.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
    Flow.Subscription from = source;
    if (part instanceof Part.Bytes && from != null) {
      from.request(1);
    }
    return part;
  }

  /** Wants no more of it: the connection is closed if there is more. */
  void discard() {
    discarded = true;
    Flow.Subscription from = source;
    if (from != null) {
      from.cancel();
    }
  }

  @Override
  public CompletionStage<@Nullable Void> getBody() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    source = given;
    if (discarded) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    parts.add(new Part.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    parts.add(new Part.Broken(cause));
  }

  @Override
  public void onComplete() {
    parts.add(new Part.End());
  }
}
