package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model, in this process. */
final class ClassifyCommandTest {
  private static final Path MODELS = ProjectFiles.models();
  private static final String MODEL = MODELS.resolve("shapes").toString();
  private static final String DISC = MODELS.resolve("images/disc-1.png").toString();
  private static final String STAR = MODELS.resolve("images/star-1.png").toString();

  @TempDir Path directory;

  @Test
  void namesEachPictureInOrder() {
    CommandRun run =
        CommandRun.of("classify", "--model", MODEL, "--json", "--top", "2", DISC, STAR);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    JsonArray pictures = JsonParser.parseString(run.out()).getAsJsonArray();
    assertEquals(DISC, pictures.get(0).getAsJsonObject().get("image").getAsString());
    JsonArray labels = pictures.get(0).getAsJsonObject().getAsJsonArray("labels");
    assertEquals(2, labels.size());
    JsonObject best = labels.get(0).getAsJsonObject();
    assertEquals("disc", best.get("text").getAsString());
    assertEquals(0, best.get("index").getAsInt());
    assertTrue(best.get("score").getAsFloat() > 0.5f);
    assertTrue(pictures.get(1).toString().contains("\"star\""));
  }

  @Test
  void pictureThatCannotBeReadDoesNotTakeTheOthersAway() throws Exception {
    Path text = Files.writeString(directory.resolve("text.png"), "no picture");
    CommandRun run = CommandRun.of("classify", "--model", MODEL, text.toString(), DISC);
    assertEquals(ExitCodes.FAILED, run.code());
    assertTrue(run.out().contains("disc"), run.out());
    assertTrue(run.err().startsWith("vaccel: " + text + ": picture"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void labelsAndOptionsReplaceTheBundles() throws Exception {
    Path labels =
        Files.writeString(directory.resolve("labels"), "cero\nuno\ndos\n3\n4\n5\n6\n7\n8\n9\n");
    CommandRun run =
        CommandRun.of(
            "classify", "--model", MODEL, "--labels", labels.toString(), "--top", "1", DISC);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    assertTrue(run.out().contains("cero"), run.out());
    // The first of eleven lines is for no class.
    Files.writeString(labels, Files.readString(labels) + "10\n");
    CommandRun shifted =
        CommandRun.of(
            "classify",
            "--model",
            MODEL,
            "--labels",
            labels.toString(),
            "--label-offset=-1",
            "--top",
            "1",
            DISC);
    assertTrue(shifted.out().contains("uno"), shifted.out() + shifted.err());
  }

  @Test
  void bareModelNeedsNoBundle() {
    CommandRun run =
        CommandRun.of("classify", "--model", MODEL + "/shapes.onnx", "--top", "1", "--json", DISC);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    assertTrue(run.out().contains("\"index\": 0"), run.out());
  }

  @Test
  void numbersThatDoNotFitTheChannelsAreAUsageError() {
    CommandRun run = CommandRun.of("classify", "--model", MODEL, "--mean", "1,2", DISC);
    assertEquals(ExitCodes.USAGE, run.code(), run.err());
    CommandRun fraction = CommandRun.of("classify", "--model", MODEL, "--scale", "1/x", DISC);
    assertEquals(ExitCodes.USAGE, fraction.code(), fraction.err());
  }

  @Test
  void inspectTellsWhatTheBundleAndTheBackendSay() {
    CommandRun run = CommandRun.of("model", "inspect", MODEL, "--json");
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    JsonObject model = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("classify", model.get("task").getAsString());
    assertEquals("onnx", model.get("backend").getAsString());
    assertEquals(10, model.getAsJsonArray("labels").size());
    assertEquals(64, model.get("sha256").getAsString().length());
    assertTrue(model.getAsJsonArray("inputs").toString().contains("\"f32\""));
    assertTrue(CommandRun.of("model", "inspect", MODEL).out().contains("[?,3,64,64]"));
  }

  @Test
  void aBundleNeedsTheOptionsNoMore() throws Exception {
    Path labels =
        Files.writeString(directory.resolve("labels"), "cero\nuno\ndos\n3\n4\n5\n6\n7\n8\n9\n");
    String bundle = directory.resolve("bundle").toString();
    String[] make = {"model", "bundle", "--labels", labels.toString(), MODEL, bundle};
    CommandRun made = CommandRun.of(make);
    assertEquals(ExitCodes.DONE, made.code(), made.err());
    assertEquals(3, made.out().lines().count(), made.out());
    CommandRun run = CommandRun.of("classify", "--model", bundle, "--top", "1", DISC);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    assertTrue(run.out().contains("cero"), run.out());

    CommandRun again = CommandRun.of(make);
    assertEquals(ExitCodes.USAGE, again.code());
    assertEquals("vaccel: " + bundle + ": expected an empty directory, or none\n", again.err());
    String none = directory.resolve("none").toString();
    CommandRun missing = CommandRun.of("model", "bundle", "/nowhere.onnx", none);
    assertEquals(ExitCodes.FAILED, missing.code());
    assertTrue(Files.notExists(Path.of(none)));
  }
}
