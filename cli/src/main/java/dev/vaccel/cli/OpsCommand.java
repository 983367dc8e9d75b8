package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.OperationStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel ops}: what can be called, and why something cannot. */
@Command(
    name = "ops",
    description = {
      "Lists operations, their back ends and devices, and why a back end is unavailable.",
      "A row is one back end's part of one API."
    })
final class OpsCommand implements Callable<Integer> {
  private static final int OPERATIONS_WIDTH = 46;

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--json", description = "Print JSON: one object for each operation and back end.")
  private boolean json;

  OpsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<OperationStatus> rows;
    try (OpenSession open = OpenSession.open(terminal, target)) {
      rows = open.session().operations();
    }
    List<String> wanted = target.backends();
    if (!wanted.isEmpty()) {
      rows = rows.stream().filter(row -> wanted.contains(row.backend())).toList();
    }
    if (json) {
      List<JsonObject> objects = new ArrayList<>();
      for (OperationStatus row : rows) {
        objects.add(
            Json.object(
                "api", row.api(),
                "operation", row.operation(),
                "backend", row.backend(),
                "device", row.device(),
                "available", row.available(),
                "detail", row.detail()));
      }
      Json.print(terminal, Json.array(objects));
    } else {
      print(rows);
    }
    return ExitCodes.DONE;
  }

  /** Names in lines that leave room for the status. */
  private static List<String> lines(Set<String> operations) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String operation : operations) {
      if (!line.isEmpty() && line.length() + 1 + operation.length() > OPERATIONS_WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(operation);
    }
    lines.add(line.toString());
    return lines;
  }

  private record Part(
      String api, String backend, String device, boolean available, String detail) {}

  private void print(List<OperationStatus> rows) {
    Map<Part, Set<String>> parts = new LinkedHashMap<>();
    for (OperationStatus row : rows) {
      parts
          .computeIfAbsent(
              new Part(row.api(), row.backend(), row.device(), row.available(), row.detail()),
              _ -> new LinkedHashSet<>())
          .add(row.operation());
    }
    Table table = new Table("API", "OPERATIONS", "BACK END", "DEVICE", "STATUS");
    parts.forEach(
        (part, operations) -> {
          List<String> lines = lines(operations);
          table.add(
              part.api(),
              lines.removeFirst(),
              part.backend(),
              part.device(),
              (part.available() ? "ok: " : "unavailable: ") + part.detail());
          lines.forEach(line -> table.add("", line, "", "", ""));
        });
    table.print(terminal.out(), terminal.width());
  }
}
