package dev.vaccel.systemtests;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code vaccel} command in a process of its own. Killed when it is closed. */
final class VaccelProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 180;

  private static final String NATIVE_ACCESS =
      "dev.vaccel.posix,dev.vaccel.backend.blas,dev.vaccel.backend.exec,dev.vaccel.backend.onnx,"
          + "dev.vaccel.backend.opencl,dev.vaccel.backend.tensorflow,dev.vaccel.backend.pytorch,"
          + "dev.vaccel.backend.tflite,dev.vaccel.backend.image,com.microsoft.onnxruntime";
  private static final List<String> THIRD_PARTY =
      List.of("gson", "onnxruntime", "openblas", "picocli", "imageio-", "common-");
  private static final String END = "\0";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  // Written by the reading threads.
  @SuppressWarnings("JdkObsolete")
  private final StringBuffer output = new StringBuffer();

  @SuppressWarnings("JdkObsolete")
  private final StringBuffer messages = new StringBuffer();

  private final List<Thread> readers;

  private VaccelProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(
            read(
                process.inputReader(StandardCharsets.UTF_8),
                line -> {
                  output.append(line).append('\n');
                  lines.add(line);
                },
                () -> lines.add(END)),
            read(
                process.errorReader(StandardCharsets.UTF_8),
                line -> messages.append(line).append('\n'),
                () -> {}));
  }

  private static Thread read(BufferedReader reader, Consumer<String> each, Runnable end) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (reader) {
                reader.lines().forEach(each);
              } catch (IOException | UncheckedIOException _) {
                // The process is gone; what it said is there.
              } finally {
                end.run();
              }
            });
  }

  /** The tests' own. */
  static String classPath() {
    // Surefire may hide it behind a jar with nothing but a manifest.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** What the launcher's run directory holds: the project's modules and what they need. */
  private static String modulePath() {
    return Stream.of(classPath().split(File.pathSeparator))
        .filter(
            entry -> {
              String name = Path.of(entry).getFileName().toString();
              boolean ours = name.equals("classes") || name.startsWith("vaccel-");
              return (ours && !entry.contains("proof"))
                  || THIRD_PARTY.stream().anyMatch(name::contains);
            })
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What a finished command left. */
  record Result(int exitCode, String output, String messages) {}

  /** The clone that is tested. */
  static Path root() {
    return Path.of(System.getProperty("vaccel.root", "../.."));
  }

  static VaccelProcess start(String... arguments) throws IOException {
    return start(List.of(), List.of(), arguments);
  }

  /**
   * As {@link #start(String...)}, with more before and inside.
   *
   * @param prefix a program with arguments that becomes the command's, as {@code setsid} does
   * @param javaOptions options of its JVM
   */
  static VaccelProcess start(List<String> prefix, List<String> javaOptions, String... arguments)
      throws IOException {
    return start(prefix, javaOptions, Map.of(), arguments);
  }

  private static VaccelProcess start(
      List<String> prefix,
      List<String> javaOptions,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=" + NATIVE_ACCESS);
    command.add("-Dvaccel.root=" + root());
    command.addAll(javaOptions);
    command.add("-p");
    command.add(modulePath());
    command.add("-m");
    command.add("dev.vaccel.cli/dev.vaccel.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VACCEL_ADDRESS");
    builder.environment().remove("VACCEL_RPC_ADDRESS");
    builder.environment().putAll(environment);
    return new VaccelProcess(builder.start());
  }

  /** Runs a command to its end. */
  static Result run(String... arguments) throws Exception {
    try (VaccelProcess running = start(arguments)) {
      return running.finish();
    }
  }

  /** As {@link #run(String...)}, with more variables. */
  static Result run(Map<String, String> environment, String... arguments) throws Exception {
    try (VaccelProcess running = start(List.of(), List.of(), environment, arguments)) {
      return running.finish();
    }
  }

  Process process() {
    return process;
  }

  /** Sends SIGTERM. Unlike {@link Process#destroy} this keeps what it says from then on. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** What it has written to standard error by now. */
  String messages() {
    return messages.toString();
  }

  /** The next line of its standard output. */
  String line() throws InterruptedException {
    String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (line == null || line.equals(END)) {
      throw new AssertionError("no line came: " + messages);
    }
    return line;
  }

  Result finish() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("not done after " + LIMIT_SECONDS + " s: " + messages);
    }
    for (Thread reader : readers) {
      reader.join(Duration.ofSeconds(10));
    }
    return new Result(process.exitValue(), output.toString(), messages.toString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
