package dev.vaccel.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vaccel completion}: what a shell needs to complete our commands and options. */
@Command(
    name = "completion",
    description = "Prints a script that makes a shell complete commands and options.",
    footerHeading = "%nUse:%n",
    footer = {
      "  bash:  source <(vaccel completion bash)",
      "  zsh:   source <(vaccel completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  /** The shells it can be made for. */
  enum Shell {
    BASH,
    ZSH
  }

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    // zsh runs bash's completions; without this the function that it uses is not there yet.
    if (shell == Shell.ZSH) {
      terminal.out().println("autoload -U +X compinit && compinit");
      terminal.out().println("autoload -U +X bashcompinit && bashcompinit");
    }
    terminal.out().print(AutoComplete.bash("vaccel", Commands.complete(terminal)));
    return ExitCodes.DONE;
  }
}
