package dev.vaccel.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * A {@link BenchEchoCommand} in a process of its own.
 *
 * @param process the server
 * @param directory its socket
 * @param address where it listens
 */
record BareServer(ChildProcess process, TemporaryDirectory directory, String address)
    implements AutoCloseable {
  private static final int START_SECONDS = 30;

  /** Starts one: {@code unix} or {@code tcp}. */
  static BareServer start(String scheme) throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create("vaccel-bench-");
    String address =
        scheme.equals("unix")
            ? "unix://" + directory.path().resolve("bare.sock")
            : "tcp://127.0.0.1:0";
    try {
      List<String> command = ChildJvm.vaccel(BenchEchoCommand.NAME, address);
      ChildProcess process = ChildProcess.start("bare echo", command, Redirect.INHERIT);
      try {
        return new BareServer(process, directory, process.line(START_SECONDS));
      } catch (RuntimeException e) {
        process.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public void close() {
    process.close();
    directory.close();
  }
}
