package dev.vaccel.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The {@code vaccel} command in a process of its own. Killed when it is closed. */
final class VaccelProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 180;

  private final Process process;

  private VaccelProcess(Process process) {
    this.process = process;
  }

  /** What a finished command left. */
  record Result(int exitCode, String output, String messages) {}

  /** The clone that is tested. */
  static Path root() {
    return Path.of(System.getProperty("vaccel.root", "../.."));
  }

  static VaccelProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dvaccel.root=" + root());
    command.add("-cp");
    // Surefire may hide the class path behind a jar with nothing but a manifest.
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("dev.vaccel.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VACCEL_ADDRESS");
    builder.environment().remove("VACCEL_RPC_ADDRESS");
    return new VaccelProcess(builder.start());
  }

  /** Runs a command to its end. */
  static Result run(String... arguments) throws Exception {
    try (VaccelProcess running = start(arguments)) {
      return running.finish();
    }
  }

  Process process() {
    return process;
  }

  /** The next line of its standard output. */
  String line() throws Exception {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return reader.readLine();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("the command ended: " + text(process.getErrorStream()).get());
    }
    return line;
  }

  Result finish() throws Exception {
    CompletableFuture<String> output = text(process.getInputStream());
    CompletableFuture<String> messages = text(process.getErrorStream());
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("not done after " + LIMIT_SECONDS + " s: " + messages.get());
    }
    return new Result(process.exitValue(), output.get(), messages.get());
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
