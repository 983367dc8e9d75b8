package dev.vaccel.install;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written as it arrives, no further than its expected size. One writer at a time,
 * the HTTP client; {@link #received} may be asked by anybody.
 */
final class ExpectedFile implements BodySubscriber<@Nullable Void>, AutoCloseable {
  private final long bytes;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.digest();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private volatile long received;
  private volatile boolean tooLong;
  private volatile @Nullable IOException failure;

  ExpectedFile(Path file, long bytes) throws IOException {
    this.bytes = bytes;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  long bytes() {
    return bytes;
  }

  long received() {
    return received;
  }

  boolean tooLong() {
    return tooLong;
  }

  /** Why it could not be written; null if that is not what went wrong. */
  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Compares what was received with what was expected.
   *
   * @throws ResourceException CORRUPT with both
   */
  void requireSame(String from, String sha256) {
    if (received != bytes) {
      throw new ResourceException(
          ErrorCode.CORRUPT, from + " has " + received + " bytes: expected " + bytes);
    }
    String actual = Sha256.text(digest.digest());
    if (!actual.equals(sha256)) {
      throw new ResourceException(
          ErrorCode.CORRUPT, from + " has SHA-256 " + actual + ": expected " + sha256);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
  public void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription source = subscription;
    if (source == null || done.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        if (buffer.remaining() > bytes - received) {
          tooLong = true;
          source.cancel();
          done.completeExceptionally(new IOException("too long"));
          return;
        }
        received += buffer.remaining();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      source.request(1);
    } catch (IOException e) {
      failure = e;
      source.cancel();
      done.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
