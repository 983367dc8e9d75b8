package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.install.FrameworkStatus;
import dev.vaccel.install.Installer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel backend list}: what can be added. */
@Command(
    name = "list",
    description = "Lists frameworks that can be added, and which of them are installed.")
final class BackendListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Option(names = "--json", description = "Print JSON: one object for each framework.")
  private boolean json;

  BackendListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<FrameworkStatus> all;
    try (Installer installer = Installer.open(Installer.MAVEN_CENTRAL)) {
      all = installer.list();
    }
    if (json) {
      Json.print(terminal, Json.array(all.stream().map(BackendListCommand::object).toList()));
    } else {
      Table table = new Table("NAME", "VERSION", "LICENCE", ">DOWNLOAD", "STATUS");
      for (FrameworkStatus each : all) {
        table.add(
            each.name(),
            each.version(),
            each.licence(),
            each.downloadBytes() < 0 ? "-" : ByteSize.format(each.downloadBytes()),
            state(each));
      }
      table.print(terminal.out(), terminal.width());
    }
    return ExitCodes.DONE;
  }

  private static String state(FrameworkStatus framework) {
    if (framework.installed()) {
      return "installed in " + framework.directory();
    }
    return framework.downloadBytes() < 0
        ? "none for this platform"
        : "not installed: vaccel backend add " + framework.name();
  }

  private static JsonObject object(FrameworkStatus framework) {
    return Json.object(
        "name", framework.name(),
        "version", framework.version(),
        "licence", framework.licence(),
        "downloadBytes", framework.downloadBytes() < 0 ? null : framework.downloadBytes(),
        "installed", framework.installed(),
        "directory", framework.directory());
  }
}
