package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel bench --tenants} with an agent of its own. */
final class LoadBenchTest {
  @TempDir Path directory;

  private static JsonObject load(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "bench";
    arguments[1] = "--tenants=20";
    arguments[2] = "--json";
    System.arraycopy(more, 0, arguments, 3, more.length);
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static void requireUsage(String part, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(ExitCodes.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(part), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aRateOverEachCarrier() {
    for (String kind : new String[] {"unix", "shm", "tcp"}) {
      JsonObject found =
          load("--connections=4", "--rate=200", "--seconds=1", "--threads=4", "--start=" + kind);
      assertEquals(20, found.get("tenants").getAsInt());
      assertEquals(4, found.get("connections").getAsInt());
      JsonObject row = found.getAsJsonArray("rows").get(0).getAsJsonObject();
      assertEquals(200, row.get("offeredCallsPerSecond").getAsDouble(), 1e-6);
      assertEquals(200, row.get("calls").getAsInt());
      assertTrue(row.get("medianUs").getAsDouble() > 0);
      assertTrue(row.get("agentCpus").getAsDouble() >= 0);
      assertTrue(found.get("kneeCallsPerSecond").isJsonNull());
    }
  }

  @Test
  void theKneeWithItsPlot() throws Exception {
    Path out = directory.resolve("out");
    JsonObject found =
        load("--connections=4", "--seconds=0.1", "--op=echo", "--sizes=4K", "--out=" + out);
    assertEquals(Knee.STEPS, found.getAsJsonArray("rows").size());
    double capacity = found.get("closedLoopCallsPerSecond").getAsDouble();
    double lowest = Double.MAX_VALUE;
    for (JsonElement row : found.getAsJsonArray("rows")) {
      lowest = Math.min(lowest, row.getAsJsonObject().get("offeredCallsPerSecond").getAsDouble());
    }
    assertTrue(lowest <= capacity / 9, lowest + " of " + capacity);
    assertEquals(found, JsonParser.parseString(Files.readString(out.resolve("load.json"))));
    String svg = Files.readString(out.resolve("load.svg"));
    assertTrue(svg.contains("p99") && svg.contains("median"), svg);
    assertTrue(Files.size(out.resolve("load.png")) > 1000);
  }

  @Test
  void everyOtherOperation() {
    for (String op : new String[] {"classify", "infer", "sgemm", "aes"}) {
      JsonObject found = load("--connections=2", "--rate=20", "--seconds=0.5", "--op=" + op);
      assertEquals(op, found.get("op").getAsString());
      JsonObject row = found.getAsJsonArray("rows").get(0).getAsJsonObject();
      assertEquals(10, row.get("calls").getAsInt());
    }
  }

  @Test
  void figuresForPeople() {
    CommandRun run =
        CommandRun.of("bench", "--tenants=3", "--rate=50", "--seconds=0.2", "--start=unix");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("OFFERED/S"), run.out());
    assertTrue(run.out().contains("3 sessions over 3 connections"), run.out());
    assertFalse(run.out().contains("NaN"), run.out());
  }

  @Test
  void whatCannotBeMeasuredIsSaidBeforeAnAgentIsStarted() {
    requireUsage(
        "17 for aes: expected 16 to 1G bytes, whole blocks", "bench", "--op=aes", "--sizes=17");
    requireUsage("0 for echo: expected 1 to 1G", "bench", "--op=echo", "--sizes=0");
    CommandRun gone = CommandRun.of("bench", "--op=infer", "--model=no/where");
    assertEquals("vaccel: model no/where does not exist\n", gone.err());
    requireUsage("go together", "bench", "--op=classify", "--model=shapes");
  }

  @Test
  void valuesOutOfRange() {
    requireUsage("--tenants 0: expected 1 to 10000", "bench", "--tenants=0");
    requireUsage("--tenants 10001: expected 1 to 10000", "bench", "--tenants=10001");
    requireUsage("expected 1 to 500", "bench", "--tenants=600", "--connections=501");
    requireUsage("at most one for each", "bench", "--tenants=2", "--connections=3");
    requireUsage("above 0", "bench", "--tenants=2", "--rate=0");
    requireUsage("above 0", "bench", "--tenants=2", "--rate=NaN");
    requireUsage("need --tenants", "bench", "--rate=10");
    requireUsage("--threads 65: expected 2 to 64", "bench", "--tenants=2", "--threads=65");
    requireUsage("expected unix, tcp or shm", "bench", "--tenants=2", "--start=tls");
    requireUsage("one of --op", "bench", "--tenants=2", "--op=noop,echo");
    requireUsage("one --model", "bench", "--tenants=2", "--op=infer", "--model=a,b");
    requireUsage("exclude each other", "bench", "--tenants=2", "--sessions=2");
    requireUsage("exclude each other", "bench", "--tenants=2", "--all");
    requireUsage("--out goes with", "bench", "--out=x");
    requireUsage("calls together", "bench", "--tenants=2", "--rate=1e6", "--seconds=10");
  }

  @Test
  void tooFewOpenFilesAreTold() {
    OpenFiles.requireConnections(500, OptionalLong.empty());
    OpenFiles.requireConnections(500, OptionalLong.of(1024));
    Failure failure =
        assertThrows(Failure.class, () -> OpenFiles.requireConnections(500, OptionalLong.of(256)));
    assertTrue(String.valueOf(failure.getMessage()).contains("ulimit -n 600"));
  }
}
