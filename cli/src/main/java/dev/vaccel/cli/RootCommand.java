package dev.vaccel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vaccel} itself: what it is for and what its exit codes mean. */
@Command(
    name = "vaccel",
    description =
        "Hardware acceleration for isolated workloads by a plain function call: operations run here"
            + " or, with --connect, in an agent beside the device.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VersionReport.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the operation failed",
      "2:usage: the command line or a configuration cannot be used",
      "3:no such back end or device, or none that can do this",
      "4:the agent cannot be reached, or does not allow this"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  VACCEL_ADDRESS      agent to use where --connect is not given, such as",
      "                      unix:///run/user/1000/vaccel.sock or tcp://127.0.0.1:4747",
      "  VACCEL_RPC_ADDRESS  the same, where VACCEL_ADDRESS is not set",
      "  VACCEL_MODELS       store of models by name; default vaccel/models in XDG_DATA_HOME or",
      "                      ~/.local/share",
      "  VACCEL_MAVEN_REPOSITORY  where 'vaccel backend add' fetches from",
      "  COLUMNS             width of tables",
      "",
      "Data goes to stdout, messages and progress bars to stderr. 'vaccel COMMAND --help' tells"
          + " more;",
      "'vaccel demo' shows it at work."
    })
final class RootCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it.
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show version, commit, JDK and build.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it.
  private boolean version;

  RootCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(terminal.err());
    return ExitCodes.USAGE;
  }
}
