package dev.vaccel.cli;

import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells of a failure in one line, {@code vaccel: ...}, and chooses the exit code. */
final class ErrorReport {
  private ErrorReport() {}

  /** A command line that cannot be read. */
  static int usage(Terminal terminal, ParameterException e) {
    CommandLine command = e.getCommandLine();
    terminal.note(String.valueOf(e.getMessage()));
    PrintStream err = terminal.err();
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().flush();
    err.println("vaccel: see " + command.getCommandSpec().qualifiedName(" ") + " --help");
    return ExitCodes.USAGE;
  }

  /** A command that failed while it ran. */
  static int execution(Terminal terminal, Exception e, ParseResult parsed) {
    if (e instanceof ParameterException parameter) {
      return usage(terminal, parameter);
    }
    // What fails because the command is interrupted is not worth a word.
    AtExit.letSignalsDecide();
    boolean debug = isDebug(parsed);
    if (debug) {
      e.printStackTrace(terminal.err());
    }
    terminal.note(message(e) + (debug || isExpected(e) ? "" : " (--debug shows where)"));
    return exitCode(e);
  }

  private static boolean isDebug(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.hasMatchedOption("--debug");
  }

  private static boolean isExpected(Exception e) {
    return e instanceof VaccelException
        || e instanceof Failure
        || e instanceof IOException
        || e instanceof UncheckedIOException;
  }

  static int exitCode(Exception e) {
    if (e instanceof Failure failure) {
      return failure.exitCode();
    }
    return e instanceof VaccelException failure ? ExitCodes.of(failure.code()) : ExitCodes.FAILED;
  }

  /** What went wrong, without the type of the exception where its text says enough. */
  static String message(Exception e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException exists -> exists.getFile() + " exists already";
      case FileSystemException other -> String.valueOf(other.getMessage());
      case UncheckedIOException wrapped when wrapped.getCause() != null ->
          message(wrapped.getCause());
      case VaccelException known -> NamedResources.explain(known.getMessage());
      case Failure known -> String.valueOf(known.getMessage());
      case IOException io -> String.valueOf(io.getMessage());
      default -> "internal failure: " + e;
    };
  }
}
