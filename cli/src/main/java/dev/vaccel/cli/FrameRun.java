package dev.vaccel.cli;

import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Asks about the frames of a video as they come: a call for each, on a model that was made known
 * once. The next ones are read while a call is made. Confined to one thread.
 */
final class FrameRun {
  // Enough that nobody waits for a pipe, few enough that answers are about what happens now.
  private static final int AHEAD = 2;

  private final BlockingQueue<Read> frames = new ArrayBlockingQueue<>(AHEAD);
  private int asked;
  private int failed;

  /** What a frame is answered with, and where that goes. */
  @FunctionalInterface
  interface Call {
    /**
     * Asks and tells.
     *
     * @param number of the frame, from 1
     * @return whether anybody wants further answers
     * @throws VaccelException if the frame cannot be used
     */
    boolean ask(int number, byte[] encoded) throws IOException;
  }

  /** What was read: a frame, the end, or why nothing more is. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
  private sealed interface Read {
    record Frame(byte[] encoded) implements Read {}

    record End(Optional<IOException> failure) implements Read {}
  }

  /**
   * Runs until the stream ends, or nobody wants more.
   *
   * @return the exit code: whether all frames could be used
   * @throws IOException if the stream is no stream of pictures; what came before is answered
   */
  int run(InputStream in, Call call, Terminal terminal) throws IOException {
    PictureStream stream = new PictureStream(in);
    Thread.ofPlatform().daemon().name("vaccel-frames").start(() -> read(stream));
    long startedNs = System.nanoTime();
    Optional<IOException> failure = Optional.empty();
    boolean goesOn = true;
    while (goesOn) {
      switch (take()) {
        case Read.Frame(byte[] encoded) -> goesOn = ask(encoded, call, terminal);
        case Read.End(Optional<IOException> why) -> {
          failure = why;
          goesOn = false;
        }
      }
    }
    if (asked > 0 || failure.isEmpty()) {
      tell(terminal, System.nanoTime() - startedNs);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return failed == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private boolean ask(byte[] encoded, Call call, Terminal terminal) throws IOException {
    asked++;
    try {
      return call.ask(asked, encoded);
    } catch (VaccelException e) {
      if (!PictureCalls.isAboutPicture(e)) {
        throw e;
      }
      failed++;
      terminal.note("frame " + asked + ": " + PictureCalls.message(e));
      return true;
    }
  }

  private void tell(Terminal terminal, long ns) {
    String rate = String.format(Locale.ROOT, "%.1f", asked * 1e9 / ns);
    String bad = failed == 0 ? "" : ", " + failed + " of them not usable";
    terminal.note(asked + " frames" + bad + ", " + rate + " frames/s");
  }

  private void read(PictureStream stream) {
    try {
      while (true) {
        byte[] encoded = stream.next();
        if (encoded == null) {
          frames.put(new Read.End(Optional.empty()));
          return;
        }
        frames.put(new Read.Frame(encoded));
      }
    } catch (IOException e) {
      try {
        frames.put(new Read.End(Optional.of(e)));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Read take() {
    try {
      return frames.take();
    } catch (InterruptedException _) {
      throw Failure.failed("interrupted");
    }
  }
}
