package dev.vaccel.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An agent of our own, in a process of its own, for as long as a command runs.
 *
 * @param process the agent
 * @param directory its socket and store
 * @param address where it listens
 */
record ChildAgent(ChildProcess process, TemporaryDirectory directory, String address)
    implements AutoCloseable {
  private static final int START_SECONDS = 60;

  /**
   * Starts it and waits until it can be reached.
   *
   * @param scheme {@code unix} or {@code tcp}
   * @param backends those it opens
   */
  static ChildAgent start(String scheme, List<String> backends) throws IOException {
    return start(
        directory ->
            scheme.equals("unix")
                ? "unix://" + directory.resolve("agent.sock")
                : "tcp://127.0.0.1:0",
        backends.stream().map(name -> "--backend=" + name).toList());
  }

  /**
   * Starts it and waits until it can be reached.
   *
   * @param address where it listens, by its directory
   * @param options further options of {@code vaccel agent}
   */
  static ChildAgent start(Function<Path, String> address, List<String> options) throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create("vaccel-agent-");
    List<String> arguments = new ArrayList<>();
    arguments.add("agent");
    arguments.add("--until-stdin-closes");
    arguments.add("--drain-seconds=2");
    arguments.add("--store=" + directory.path().resolve("store"));
    arguments.add("--listen=" + address.apply(directory.path()));
    arguments.addAll(options);
    ChildProcess process = null;
    try {
      process =
          ChildProcess.start(
              "agent",
              ChildJvm.vaccel(arguments.toArray(String[]::new)),
              Redirect.to(directory.path().resolve("agent.log").toFile()));
      return new ChildAgent(process, directory, process.line(START_SECONDS));
    } catch (IOException | RuntimeException e) {
      String log = log(directory);
      if (process != null) {
        process.close();
      }
      directory.close();
      throw new Failure(
          ErrorReport.exitCode(e), ErrorReport.message(e) + (log.isEmpty() ? "" : ": " + log), e);
    }
  }

  /** The last thing that it said; empty if nothing is known of it. */
  String lastWords() {
    return log(directory);
  }

  private static String log(TemporaryDirectory directory) {
    try {
      List<String> lines = java.nio.file.Files.readAllLines(directory.path().resolve("agent.log"));
      return lines.isEmpty() ? "" : lines.getLast();
    } catch (IOException _) {
      return "";
    }
  }

  @Override
  public void close() {
    process.close();
    directory.close();
  }
}
