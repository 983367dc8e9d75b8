package dev.vaccel.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A VMM that does not outlive this JVM, however that ends. Its standard output is the guest's
 * console; of what it says on the other one the last lines are kept. Thread-safe.
 */
final class VmmProcess implements AutoCloseable {
  // The shell becomes the program, so that its process is the one we started. What stays beside it
  // waits for the end of our pipe and then kills that process, unless another one has its number.
  private static final String GUARDED =
      """
      exec 3<&0 </dev/null
      input=$1
      shift
      born() { cut -d ' ' -f 22 /proc/$$/stat; }
      was=$(born)
      (while read -r _; do :; done; [ "$(born)" != "$was" ] || kill -KILL $$) <&3 3<&- >/dev/null 2>&1 &
      exec "$@" 3<&- <>"$input"
      """;

  private static final Path NOTHING = Path.of("/dev/null");
  private static final long END_SECONDS = 5;
  private static final int KEPT_BYTES = 4096;

  private final Process process;
  private final ConsoleTail messages = new ConsoleTail(KEPT_BYTES);
  private final Thread reader;

  private VmmProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("vaccel-vmm-messages").start(this::read);
  }

  /** One that hears nothing. */
  static VmmProcess start(List<String> command) throws IOException {
    return start(command, NOTHING);
  }

  /** One whose standard input is a file, a named pipe perhaps. */
  static VmmProcess start(List<String> command, Path input) throws IOException {
    List<String> guarded =
        new ArrayList<>(List.of("/bin/sh", "-c", GUARDED, "vaccel", input.toString()));
    guarded.addAll(command);
    return new VmmProcess(new ProcessBuilder(guarded).start());
  }

  private void read() {
    byte[] block = new byte[KEPT_BYTES];
    try (InputStream errors = process.getErrorStream()) {
      for (int count = errors.read(block); count >= 0; count = errors.read(block)) {
        messages.add(block, count);
      }
    } catch (IOException _) {
      // it was ended
    }
  }

  InputStream console() {
    return process.getInputStream();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, or 128 and the number of the signal that ended it; empty while it runs. */
  OptionalInt exitCode() {
    try {
      if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        return OptionalInt.of(process.exitValue());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return OptionalInt.empty();
  }

  /** The last lines that it said, on one. */
  String messages() {
    return messages.lines();
  }

  /** Ends it at once: a machine has nothing to save. */
  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
  }
}
