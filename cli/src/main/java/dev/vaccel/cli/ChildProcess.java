package dev.vaccel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * A process of ours that must not outlive us: {@link #close()} ends it, so does the JVM's end, and
 * where that is too sudden the end of its standard input does. Its stderr is ours.
 */
final class ChildProcess implements AutoCloseable {
  private static final String END = "\u0000end";

  private final String name;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread.ofPlatform().daemon().name("vaccel-read-" + name).start(this::read);
  }

  static ChildProcess start(String name, List<String> command, Redirect errors) throws IOException {
    return AtExit.begin(
        () -> new ChildProcess(name, new ProcessBuilder(command).redirectError(errors).start()),
        ChildProcess::end);
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException _) {
      // it was ended
    }
    lines.add(END);
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * The next line that it prints.
   *
   * @throws Failure if it ends before, or says nothing for so long
   */
  String line(long timeoutSeconds) {
    try {
      String line = lines.poll(timeoutSeconds, TimeUnit.SECONDS);
      if (line == null) {
        throw Failure.failed(
            "the " + name + " process " + pid() + " said nothing for " + timeoutSeconds + " s");
      }
      if (line.equals(END)) {
        lines.add(END);
        boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
        throw Failure.failed(
            "the "
                + name
                + " process ended"
                + (ended ? " with exit code " + process.exitValue() : " its output"));
      }
      return line;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while the " + name + " process was awaited");
    }
  }

  /** Passes its exit code on when it ends, on a thread of the JVM's. */
  void onEnd(IntConsumer action) {
    var _ = process.onExit().thenAccept(ended -> action.accept(ended.exitValue()));
  }

  /** Sends it an empty line. */
  void poke() throws IOException {
    OutputStream in = process.getOutputStream();
    in.write('\n');
    in.flush();
  }

  @Override
  public void close() {
    end();
    AtExit.ended(this);
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
