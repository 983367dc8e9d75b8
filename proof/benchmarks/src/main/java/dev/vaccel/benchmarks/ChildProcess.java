package dev.vaccel.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with the class path of this one. It reads lines and answers each with one; it ends when its
 * input does. Confined to one thread.
 */
final class ChildProcess implements AutoCloseable {
  /** JVM options that {@code ./vaccel agent} uses. */
  static final List<String> AGENT_OPTIONS =
      List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED");

  /** How long links in shared memory look before they sleep: handed on to children. */
  static final String SPIN = "vaccel.shm.spinMicros";

  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final OutputStream input;
  private final BufferedReader output;

  /** What it said first: where it listens. */
  final String firstLine;

  ChildProcess(List<String> jvmOptions, Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    Integer cpu = Integer.getInteger("vaccel.benchmarks.childCpu");
    if (cpu != null) {
      command.addAll(List.of("taskset", "-c", cpu.toString()));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    String spin = System.getProperty(SPIN);
    if (spin != null) {
      command.add("-D" + SPIN + "=" + spin);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    input = process.getOutputStream();
    output = process.inputReader(StandardCharsets.UTF_8);
    firstLine = line();
  }

  /** Asks and waits for the answer. */
  String ask(String question) throws IOException {
    input.write((question + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
    return line();
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      process.destroy();
      throw new IOException("child process " + process.pid() + " ended without an answer");
    }
    return line;
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGKILL; does not wait. */
  void kill() {
    process.destroyForcibly();
  }

  /** Processor time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
