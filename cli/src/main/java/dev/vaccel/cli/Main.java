package dev.vaccel.cli;

import java.io.PrintStream;
import picocli.CommandLine;

/** Entry point of the {@code vaccel} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardOutput stdout = StandardOutput.open();
    Terminal terminal = Terminal.ofProcess(stdout);
    int code = run(terminal, args);
    terminal.out().flush();
    String failure = stdout.failure();
    if (failure != null) {
      terminal.err().println("vaccel: cannot write to standard output: " + failure);
      code = code == ExitCodes.DONE ? ExitCodes.FAILED : code;
    }
    terminal.err().flush();
    AtExit.letSignalsDecide();
    // Threads of frameworks may still be there; nothing waits for them.
    System.exit(code);
  }

  /**
   * Runs the command in this process.
   *
   * @return the exit code
   */
  static int run(Terminal terminal, String... args) {
    LogSetup.install();
    CommandLine command = Commands.commandLine(terminal, args);
    PrintStream err = terminal.err();
    try {
      return command.execute(args);
    } catch (StackOverflowError | OutOfMemoryError e) {
      err.println("vaccel: " + e + "; give the JVM more with VACCEL_JAVA_OPTIONS=-Xmx...");
      return ExitCodes.FAILED;
    }
  }
}
