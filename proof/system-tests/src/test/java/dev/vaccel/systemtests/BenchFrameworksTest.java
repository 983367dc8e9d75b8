package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel bench --op infer}: a row for each framework, on the same network. */
class BenchFrameworksTest {
  private static final String[] BENCH = {"bench", "--op=infer", "--seconds=0.1", "--json"};

  @TempDir Path directory;

  private static Map<String, String> rows(Result result) {
    assertEquals(0, result.exitCode(), result.messages());
    Map<String, String> rows = new LinkedHashMap<>();
    for (JsonElement each :
        JsonParser.parseString(result.output()).getAsJsonObject().getAsJsonArray("rows")) {
      JsonObject row = each.getAsJsonObject();
      assertTrue(row.get("medianUs").getAsDouble() > 0, row.toString());
      assertTrue(row.get("ratio").getAsDouble() > 0, row.toString());
      rows.put(row.get("model").getAsString(), row.get("backend").getAsString());
    }
    return rows;
  }

  @Test
  void eachFrameworkHasARow() throws Exception {
    InstalledFrameworks.requireAll();
    assertEquals(
        Map.of(
            "shapes", "onnx",
            "shapes-tflite", "tflite",
            "shapes-tensorflow", "tensorflow",
            "shapes-pytorch", "pytorch"),
        rows(VaccelProcess.run(BENCH)));
  }

  @Test
  void oneThatIsNotInstalledIsLeftOutWithTheCommandThatAddsIt() throws Exception {
    Result result = VaccelProcess.run(Map.of("XDG_DATA_HOME", directory.toString()), BENCH);
    assertEquals(Map.of("shapes", "onnx"), rows(result));
    for (String framework : List.of("tflite", "tensorflow", "pytorch")) {
      assertTrue(result.messages().contains("left out shapes-" + framework), result.messages());
      assertTrue(result.messages().contains("vaccel backend add " + framework), result.messages());
    }
  }

  @Test
  void aModelThatTheUserNamedIsNotLeftOut() throws Exception {
    Path broken = directory.resolve("broken.onnx");
    Files.writeString(broken, "no model");
    Result result = VaccelProcess.run("bench", "--op=infer", "--model=" + broken);
    assertTrue(result.exitCode() != 0, result.output());
    assertTrue(result.messages().contains(broken.toString()), result.messages());
  }
}
