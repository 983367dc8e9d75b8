package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.vm.Architecture;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel bench --all} with a virtual machine as one of its paths. */
class BenchMachineTest {
  @TempDir Path directory;

  private String[] bench() {
    return new String[] {
      "bench", "--all", "--tiny", "--seconds=0.02", "--json", "--out=" + directory.resolve("out")
    };
  }

  private static Set<String> cells(JsonObject table) {
    Set<String> found = new TreeSet<>();
    for (JsonElement element : table.getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      if (cell.get("path").getAsString().equals("vm")) {
        assertTrue(cell.get("medianUs").getAsDouble() > 0, cell.toString());
        assertTrue(cell.get("calls").getAsLong() >= 3 * 6, cell.toString());
        assertTrue(cell.has("baseline"), cell.toString());
        found.add(cell.get("op").getAsString() + " " + cell.get("size").getAsLong());
      }
    }
    return found;
  }

  @Test
  void everyOperationIsMeasuredFromTheMachineToo() throws Exception {
    GuestMachine.require(Architecture.ofThisMachine());
    GuestBuild.tools(Architecture.ofThisMachine());
    Result result = VaccelProcess.run(bench());
    assertEquals(0, result.exitCode(), result.messages());
    JsonObject table = JsonParser.parseString(result.output()).getAsJsonObject();
    assertEquals(
        Set.of("noop 0", "echo 64", "echo 65536", "sgemm 256", "aes 65536", "classify 256"),
        cells(table),
        table.get("notMeasured") + result.messages());
    String machine = table.getAsJsonObject("about").get("virtual machine").getAsString();
    assertTrue(machine.matches("QEMU, " + Architecture.ofThisMachine() + "(, emulated)?"), machine);
    for (JsonElement missing : table.getAsJsonArray("notMeasured")) {
      // A framework that is not installed.
      String what = missing.getAsJsonObject().get("what").getAsString();
      assertTrue(what.startsWith("infer "), missing.toString());
    }
  }

  @Test
  void withoutAMachineTheOthersAreMeasuredAndTheReasonIsSaid() throws Exception {
    Result result = VaccelProcess.run(Map.of("XDG_CACHE_HOME", directory.toString()), bench());
    assertEquals(0, result.exitCode(), result.messages());
    JsonObject table = JsonParser.parseString(result.output()).getAsJsonObject();
    assertEquals(Set.of(), cells(table));
    String missing = table.getAsJsonArray("notMeasured").toString();
    assertTrue(missing.contains("from a virtual machine"), missing);
    assertTrue(missing.contains("tools/prepare-vm"), missing);
  }
}
