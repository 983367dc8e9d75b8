package dev.vaccel.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a process of programs says on its error output, read to the end by a thread of its own so
 * that the process never waits for a reader. Nothing of it is kept but the signal that a JVM's
 * fatal error report begins with.
 */
final class WorkerMessages {
  // "#  SIGSEGV (0xb) at pc=..."; or the reason of another fatal error.
  private static final Pattern SIGNAL = Pattern.compile("#  (SIG[A-Z]{2,8}) \\(0x");
  private static final int CHUNK_BYTES = 4096;
  private static final int OVERLAP = 32;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable String signal;

  private WorkerMessages() {}

  /** Starts to read. */
  static WorkerMessages read(InputStream in) {
    WorkerMessages messages = new WorkerMessages();
    Thread.ofPlatform().name("vaccel-program-messages").daemon().start(() -> messages.readAll(in));
    return messages;
  }

  /** The signal that ended the process; empty if it ended otherwise. Waits for the output's end. */
  Optional<String> signal() {
    try {
      var _ = ended.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Optional.ofNullable(signal);
  }

  private void readAll(InputStream in) {
    byte[] chunk = new byte[CHUNK_BYTES];
    String before = "";
    try (in) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        String text = before + new String(chunk, 0, read, StandardCharsets.ISO_8859_1);
        Matcher found = SIGNAL.matcher(text);
        if (signal == null && found.find()) {
          signal = found.group(1);
        }
        before = text.substring(Math.max(0, text.length() - OVERLAP));
      }
    } catch (IOException _) {
      // Its end, as far as anybody can tell.
    } finally {
      ended.countDown();
    }
  }
}
