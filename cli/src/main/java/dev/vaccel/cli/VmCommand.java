package dev.vaccel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vaccel vm}: virtual machines that call the agent. */
@Command(
    name = "vm",
    description =
        "Runs commands in virtual machines beside an agent: see 'vaccel vm run --help' and 'vaccel"
            + " vm image --help'.",
    synopsisSubcommandLabel = "COMMAND")
final class VmCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  VmCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(terminal.err());
    return ExitCodes.USAGE;
  }
}
