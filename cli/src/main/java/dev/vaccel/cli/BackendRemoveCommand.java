package dev.vaccel.cli;

import dev.vaccel.install.Installer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vaccel backend remove}: takes frameworks away. */
@Command(
    name = "remove",
    description =
        "Removes frameworks, whatever their version. Processes that use one keep it until they"
            + " end.")
final class BackendRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Framework, such as tflite.")
  private List<String> names = new ArrayList<>();

  BackendRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Installer installer = Installer.open(Installer.MAVEN_CENTRAL)) {
      List<String> wanted = List.copyOf(new LinkedHashSet<>(names));
      wanted.forEach(installer::status); // All of them are known, or none is removed.
      for (String name : wanted) {
        terminal.note(name + (installer.remove(name) ? " is removed" : " is not installed"));
      }
      return ExitCodes.DONE;
    }
  }
}
