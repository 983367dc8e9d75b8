package dev.vaccel.cli;

import picocli.CommandLine.Option;

/** Options that every subcommand has. */
@SuppressWarnings("UnusedVariable") // picocli and ErrorReport act on them.
final class GlobalOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;
}
