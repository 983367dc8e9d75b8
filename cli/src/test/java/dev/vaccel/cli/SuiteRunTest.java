package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an agent, bare servers and back ends, as a user starts it. */
final class SuiteRunTest {
  @TempDir Path directory;

  @Test
  void everyPlannedCellIsThereOrHasAReason() throws Exception {
    Path out = directory.resolve("performance");
    CommandRun run = CommandRun.of("bench", "--all", "--tiny", "--no-vm", "--json", "--out=" + out);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(json, JsonParser.parseString(Files.readString(out.resolve("bench.json"))));

    Set<String> found = new HashSet<>();
    for (JsonElement each : json.getAsJsonArray("cells")) {
      JsonObject cell = each.getAsJsonObject();
      assertTrue(cell.get("medianUs").getAsDouble() > 0, cell.toString());
      assertTrue(cell.get("calls").getAsLong() >= 6, cell.toString());
      found.add(
          List.of("op", "size", "callers", "path").stream()
              .map(name -> cell.get(name).getAsString())
              .toList()
              .toString());
    }
    for (SuiteTask task : SuitePlan.tiny(List.of("shapes"), List.of("shapes, onnx")).tasks()) {
      for (SuitePath path : withoutMachine(task)) {
        String cell =
            List.of(
                    task.op().lowerName(),
                    Long.toString(task.size()),
                    Integer.toString(task.callers()),
                    path.text())
                .toString();
        assertTrue(found.contains(cell), () -> cell + " of " + json.get("notMeasured"));
      }
    }
    for (JsonElement missing : json.getAsJsonArray("notMeasured")) {
      String what = missing.getAsJsonObject().get("what").getAsString();
      assertTrue(
          what.equals("from a virtual machine") || what.startsWith("infer "), missing.toString());
    }
    assertEquals("none", json.getAsJsonObject("about").get("virtual machine").getAsString());

    try (Stream<Path> files = Files.list(out)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertEquals(2 + 2 * 10, names.size(), names + run.err());
    }
  }

  private static List<SuitePath> withoutMachine(SuiteTask task) {
    return SuitePath.of(task).stream().filter(path -> path != SuitePath.VM).toList();
  }

  @Test
  void whatCannotWorkIsSaidBeforeAnythingIsMeasured() throws Exception {
    CommandRun noModel =
        CommandRun.of("bench", "--all", "--tiny", "--model=gone", "--out=" + directory);
    assertTrue(noModel.err().startsWith("vaccel: model gone does not exist"), noModel.err());
    assertEquals(1, noModel.err().lines().count(), noModel.err());
    Path file = Files.writeString(directory.resolve("file"), "");
    CommandRun noDirectory = CommandRun.of("bench", "--all", "--tiny", "--out=" + file);
    assertEquals(ExitCodes.FAILED, noDirectory.code());
    assertTrue(noDirectory.err().contains(file.toString()), noDirectory.err());
    assertEquals(1, noDirectory.err().lines().count(), noDirectory.err());
  }

  @Test
  void aPathThatCannotBeMeasuredDoesNotEndTheOthers() throws Exception {
    SuiteTask task = new SuiteTask(BenchOp.CLASSIFY, 64, 1, "broken");
    SuiteTask noop = new SuiteTask(BenchOp.NOOP, 0, 1, "");
    Path broken = Files.writeString(directory.resolve("broken.onnx"), "no model");
    Path pictures = ProjectFiles.models().resolve("images");
    try (SuiteServers servers = SuiteServers.start()) {
      SuiteTable table =
          new SuiteRun(
                  new SuitePlan(List.of(task, noop), 2, 0.01, 0.01),
                  servers,
                  Map.of("broken", BenchModel.of(broken)),
                  SuitePictures.of(DemoCommand.images(pictures).getFirst()),
                  null)
              .run((_, _) -> {});
      assertEquals(withoutMachine(task).size(), table.missing().size());
      assertEquals(withoutMachine(noop).size(), table.results().size());
    }
  }
}
