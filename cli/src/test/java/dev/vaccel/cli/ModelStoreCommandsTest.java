package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel model add, list, inspect, remove}, and models that other commands find by name. */
class ModelStoreCommandsTest {
  private static final Path MODELS = ProjectFiles.models();
  private static final String BUNDLE = MODELS.resolve("shapes").toString();
  private static final String BARE = BUNDLE + "/shapes.onnx";
  private static final String DISC = MODELS.resolve("images/disc-1.png").toString();

  @TempDir Path directory;

  private CommandRun run(String... args) {
    return CommandRun.with(Map.of("VACCEL_MODELS", directory.resolve("models").toString()), args);
  }

  private CommandRun done(String... args) {
    CommandRun run = run(args);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    return run;
  }

  private void fails(int code, String message, String... args) {
    CommandRun run = run(args);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("vaccel: ") && run.err().contains(message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void whatIsAddedIsListedUsedAndRemoved() {
    assertTrue(done("model", "list").err().contains("no models in"));
    CommandRun added = done("model", "add", BUNDLE);
    assertTrue(added.out().contains("shapes") && added.out().contains("classify"), added.out());
    done("model", "add", "--name", "bare:1", BARE);
    CommandRun list = done("model", "list");
    assertEquals(3, list.out().lines().count(), list.out());
    JsonArray json = JsonParser.parseString(done("model", "list", "--json").out()).getAsJsonArray();
    JsonObject first = json.get(0).getAsJsonObject();
    assertEquals("bare:1", first.get("name").getAsString());
    assertEquals("onnx", first.get("format").getAsString());
    assertEquals(
        Path.of(BARE).toAbsolutePath().normalize().toString(), first.get("source").getAsString());

    CommandRun classify = done("classify", "--model", "shapes", "--top", "1", DISC);
    assertTrue(classify.out().contains("disc"), classify.out());
    done("classify", "--model", "bare", "--mean", "127.5", "--top", "1", DISC);

    done("model", "remove", "bare:1", "shapes");
    assertTrue(done("model", "list").out().isEmpty());
    fails(ExitCodes.FAILED, "model bare does not exist", "classify", "--model", "bare", DISC);
  }

  @Test
  void theProjectsOwnAreFoundByNameWhereNothingElseIs() {
    CommandRun classify = done("classify", "--model", "shapes", "--top", "1", DISC);
    assertTrue(classify.out().contains("disc"), classify.out());
    assertTrue(done("model", "inspect", "--no-run", "scene-depth").out().contains("inverse_depth"));
    assertTrue(done("model", "list").out().isEmpty(), "the list is the store's");
    fails(ExitCodes.FAILED, "near it: shapes-tflite", "model", "inspect", "shapes-tflit");
    fails(
        ExitCodes.FAILED, "model ../models/no does not exist", "model", "inspect", "../models/no");
    // Not by a path in their directory, nor a directory there that is no bundle.
    fails(ExitCodes.FAILED, "model shapes/../shapes does", "model", "inspect", "shapes/../shapes");
    fails(ExitCodes.FAILED, "model images does not exist", "model", "inspect", "images");
    // The store's comes first.
    done("model", "add", "--name", "shapes", MODELS.resolve("scene-depth").toString());
    assertTrue(done("model", "inspect", "--no-run", "shapes").out().contains("inverse_depth"));
  }

  @Test
  void inspectSaysWhatRunsItAndHowFast() {
    done("model", "add", BUNDLE);
    JsonObject model =
        JsonParser.parseString(done("model", "inspect", "--json", "shapes").out())
            .getAsJsonObject();
    assertEquals("shapes", model.get("model").getAsString());
    JsonObject trial = model.getAsJsonArray("trials").get(0).getAsJsonObject();
    assertEquals("onnx", trial.get("backend").getAsString());
    for (String time : List.of("loadMilliseconds", "loadAgainMilliseconds", "runMilliseconds")) {
      assertTrue(trial.get(time).getAsDouble() > 0, trial.toString());
    }
    assertTrue(
        trial.get("loadAgainMilliseconds").getAsDouble()
            < trial.get("loadMilliseconds").getAsDouble(),
        trial.toString());
    String text = done("model", "inspect", "shapes").out();
    assertTrue(text.contains("AGAIN") && text.contains(" ms"), text);
    assertFalse(done("model", "inspect", "--no-run", "shapes").out().contains(" ms"));
  }

  @Test
  void aNameThatIsNotThereTellsThoseNearIt() {
    done("model", "add", BUNDLE);
    fails(ExitCodes.FAILED, "near it: shapes", "classify", "--model", "shape", DISC);
    fails(ExitCodes.FAILED, "near it: shapes", "model", "inspect", "shapess");
    fails(ExitCodes.FAILED, "near it: shapes", "model", "remove", "shape");
    fails(ExitCodes.FAILED, "`vaccel model list` shows", "model", "inspect", "other-thing");
    fails(ExitCodes.FAILED, "has none of that name", "model", "remove", "shapes", "other-thing");
    assertEquals(2, done("model", "list").out().lines().count());
  }

  @Test
  void aFileOfThatNameComesFirst() throws Exception {
    done("model", "add", "--name", "readme", BUNDLE);
    Path file = Files.writeString(directory.resolve("readme"), "no model");
    fails(ExitCodes.FAILED, "no model", "classify", "--model", file.toString(), DISC);
  }

  @Test
  void mistakesAreToldInOneLine() throws Exception {
    fails(ExitCodes.USAGE, "expected NAME", "model", "add", "--name", "../x", BUNDLE);
    fails(ExitCodes.USAGE, "expected NAME", "model", "add", "--name", "a\nb", BUNDLE);
    fails(ExitCodes.FAILED, "/nowhere.onnx does not exist", "model", "add", "/nowhere.onnx");
    fails(ExitCodes.USAGE, "https://HOST", "model", "add", "http://localhost/a.onnx");
    Path text = Files.writeString(directory.resolve("a.txt"), "no model");
    fails(ExitCodes.FAILED, "a.txt is no model", "model", "add", text.toString());
    done("model", "add", "--name", "a", BUNDLE);
    fails(ExitCodes.FAILED, "--replace", "model", "add", "--name", "a", BARE);
    done("model", "add", "--name", "a", "--replace", BARE);
    String wrong = "0".repeat(64);
    fails(ExitCodes.FAILED, "expected " + wrong, "model", "add", "--sha256", wrong, BARE);
    fails(ExitCodes.USAGE, "64 hexadecimal digits", "model", "add", "--sha256", "12", BARE);
    fails(ExitCodes.FAILED, "at most 10 bytes", "model", "add", "--max-bytes", "10", BARE);
  }

  @Test
  void aModelIsFetchedOverHttps() throws Exception {
    String authority = TlsFiles.file("authority.crt").toString();
    try (HttpsFiles server = new HttpsFiles()) {
      server.serve("/shapes.onnx", Files.readAllBytes(Path.of(BARE)));
      String hash = ContentHash.of(Path.of(BARE)).sha256();
      String address = server.address("/shapes.onnx");
      CommandRun added =
          done("model", "add", "--json", "--ca", authority, address + "#sha256=" + hash);
      JsonObject model = JsonParser.parseString(added.out()).getAsJsonObject();
      assertEquals(hash, model.get("sha256").getAsString());
      assertEquals(address, model.get("source").getAsString());
      done("classify", "--model", "shapes", "--top", "1", DISC);
      List<String> add = new ArrayList<>(List.of("model", "add", "--ca", authority, "--name", "b"));
      add.add(address);
      fails(ExitCodes.USAGE, "which SHA-256", add.toArray(String[]::new));
      add.add("--sha256=" + "1".repeat(64));
      fails(ExitCodes.FAILED, hash + ", expected 111", add.toArray(String[]::new));
      add.set(6, server.address("/gone.onnx"));
      fails(ExitCodes.FAILED, "404 (not found)", add.toArray(String[]::new));
      add.subList(2, 4).clear();
      fails(ExitCodes.FAILED, "--ca FILE", add.toArray(String[]::new));
    }
    fails(
        ExitCodes.FAILED,
        "host vaccel.invalid is not known",
        "model",
        "add",
        "https://vaccel.invalid/a.onnx#sha256=" + "0".repeat(64));
  }
}
