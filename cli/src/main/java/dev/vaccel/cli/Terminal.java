package dev.vaccel.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command's data and messages go, and what is known of the place. Tests give it streams of
 * their own.
 *
 * @param out data
 * @param err messages and progress bars
 * @param environment the environment variables
 * @param outIsTerminal whether a person sees {@code out}
 * @param errIsTerminal whether a person sees {@code err}
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal) {
  private static final int DEFAULT_WIDTH = 80;
  private static final int MIN_WIDTH = 40;

  Terminal {
    environment = Map.copyOf(environment);
  }

  /** The process's own. */
  static Terminal ofProcess(OutputStream stdout) {
    // UTF-8 whatever the locale: what is not ASCII here comes from labels and file names.
    return new Terminal(
        new PrintStream(new BufferedOutputStream(stdout, 1 << 13), false, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        isTerminal(1),
        isTerminal(2));
  }

  /** The variable's value; empty if it is not set or blank. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank());
  }

  /** Columns that tables may take; a huge number where no person looks on. */
  int width() {
    Optional<String> columns = variable("COLUMNS");
    if (columns.isPresent()) {
      try {
        return Math.max(MIN_WIDTH, Integer.parseInt(columns.get().trim()));
      } catch (NumberFormatException _) {
        // a shell's own business; as if it were not set
      }
    }
    return outIsTerminal ? Math.max(MIN_WIDTH, askedWidth()) : Integer.MAX_VALUE;
  }

  /** A message that is no data. */
  void note(String text) {
    err.println("vaccel: " + PlainText.line(text));
  }

  // The kernel's link to the open file says what it is, without a native call or a process.
  private static boolean isTerminal(int fd) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  // Only on a terminal, where nobody notices the few milliseconds of a process.
  private static int askedWidth() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int columns = Integer.parseInt(size.strip().substring(size.indexOf(' ') + 1));
      return columns > 0 ? columns : DEFAULT_WIDTH;
    } catch (IOException | NumberFormatException _) {
      return DEFAULT_WIDTH;
    }
  }
}
