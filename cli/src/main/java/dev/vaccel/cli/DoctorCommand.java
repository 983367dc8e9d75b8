package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel doctor}: whether everything is in place, and what would fix what is not. */
@Command(
    name = "doctor",
    description = {
      "Checks JDK, native access, limits, back ends, devices and the agent.",
      "Each line is ok, warn or fail; with warn and fail it says what would help. Exit code 1 if"
          + " something fails."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--json", description = "Print JSON: one object for each line.")
  private boolean json;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new ArrayList<>(SystemFindings.all());
    findings.addAll(BackendFindings.all());
    findings.addAll(AgentFindings.all(terminal, target));
    if (json) {
      List<JsonObject> objects = new ArrayList<>();
      for (Finding finding : findings) {
        objects.add(
            Json.object(
                "level", finding.level().lowerName(),
                "subject", finding.subject(),
                "detail", finding.detail(),
                "fix", finding.fix()));
      }
      Json.print(terminal, Json.array(objects));
    } else {
      Table table = new Table("", "SUBJECT", "FOUND");
      for (Finding finding : findings) {
        String fix = finding.fix().isEmpty() ? "" : " -> " + finding.fix();
        table.add(finding.level().lowerName(), finding.subject(), finding.detail() + fix);
      }
      table.print(terminal.out(), terminal.width());
    }
    boolean failed = findings.stream().anyMatch(f -> f.level() == Finding.Level.FAIL);
    return failed ? ExitCodes.FAILED : ExitCodes.DONE;
  }
}
