package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it: real processes, real files, real models. */
class CommandLineTest {
  private static final Path MODELS = VaccelProcess.root().resolve("models");
  private static final Path SHARED = VaccelProcess.root().resolve("../shared/models");

  @TempDir Path directory;

  private String socket() {
    return "unix://" + directory.resolve("agent.sock");
  }

  private static String bundled() {
    return MODELS.resolve("shapes").toString();
  }

  private static String sample(String name) {
    return MODELS.resolve("images").resolve(name).toString();
  }

  private static void assertOneLineError(Result result, int exitCode, String... parts) {
    assertEquals(exitCode, result.exitCode(), result.messages());
    assertTrue(result.messages().startsWith("vaccel: "), result.messages());
    assertFalse(result.messages().contains("\tat "), result.messages());
    for (String part : parts) {
      assertTrue(result.messages().contains(part), part + " in: " + result.messages());
    }
  }

  @Test
  void demoNamesEverySampleThroughTheAgent() throws Exception {
    Result result = VaccelProcess.run("demo", "--json");
    assertEquals(0, result.exitCode(), result.messages());
    JsonObject demo = JsonParser.parseString(result.output()).getAsJsonObject();
    JsonArray images = demo.getAsJsonArray("images");
    assertEquals(10, images.size(), result.output());
    for (JsonElement element : images) {
      JsonObject image = element.getAsJsonObject();
      String file = Path.of(image.get("image").getAsString()).getFileName().toString();
      assertEquals(file.substring(0, file.lastIndexOf('-')), image.get("label").getAsString());
    }
  }

  @Test
  void classifyGivesTheSameAnswerHereAndThroughAnAgent() throws Exception {
    String[] classify = {
      "classify", "--json", "--model", bundled(), sample("star-1.png"), sample("square-1.jpg")
    };
    Result here = VaccelProcess.run(classify);
    assertEquals(0, here.exitCode(), here.messages());
    try (VaccelProcess agent = VaccelProcess.start("agent", "--listen", socket())) {
      assertEquals(socket(), agent.line());
      List<String> remote = new ArrayList<>(List.of(classify));
      remote.addAll(List.of("--connect", socket()));
      Result there = VaccelProcess.run(remote.toArray(String[]::new));
      assertEquals(0, there.exitCode(), there.messages());
      assertEquals(labels(here.output()), labels(there.output()));
      assertTrue(labels(here.output()).toString().contains("star"), here.output());
    }
  }

  @Test
  void classifiesAsManyPicturesAsACommandLineHolds() throws Exception {
    String[] classify = new String[403];
    Arrays.fill(classify, sample("star-1.png"));
    classify[0] = "classify";
    classify[1] = "--model";
    classify[2] = bundled();
    Result many = VaccelProcess.run(classify);
    assertEquals(0, many.exitCode(), many.messages());
  }

  private static List<String> labels(String json) {
    List<String> labels = new ArrayList<>();
    collect(JsonParser.parseString(json), labels);
    return labels;
  }

  private static void collect(JsonElement element, List<String> labels) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(e -> collect(e, labels));
    } else if (element.isJsonObject()) {
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(
              e -> {
                if (e.getKey().equals("text")) {
                  labels.add(e.getValue().getAsString());
                } else {
                  collect(e.getValue(), labels);
                }
              });
    }
  }

  @Test
  void aRealPhotographGetsTheManifestsLabelHereAndThroughAnAgent() throws Exception {
    Prerequisites.require(Files.isDirectory(SHARED), "the shared models are not there");
    String[] classify = {
      "classify",
      "--json",
      "--model",
      SHARED.resolve("onnx/squeezenet_fp16.onnx").toString(),
      "--labels",
      SHARED.resolve("labels/imagenet_1000.txt").toString(),
      "--color-order",
      "bgr",
      "--mean",
      "104,117,123",
      "--scale",
      "1",
      "--top",
      "1",
      SHARED.resolve("images/chelsea.png").toString(),
      SHARED.resolve("images/goldfish.jpg").toString()
    };
    Result here = VaccelProcess.run(classify);
    assertEquals(0, here.exitCode(), here.messages());
    assertTrue(labels(here.output()).getFirst().startsWith("Egyptian cat"), here.output());
    assertTrue(labels(here.output()).getLast().startsWith("goldfish"), here.output());
    try (VaccelProcess agent = VaccelProcess.start("agent", "--listen", "tcp://127.0.0.1:0")) {
      List<String> remote = new ArrayList<>(List.of(classify));
      remote.addAll(List.of("--connect", agent.line()));
      Result there = VaccelProcess.run(remote.toArray(String[]::new));
      assertEquals(0, there.exitCode(), there.messages());
      assertEquals(labels(here.output()), labels(there.output()));
    }
  }

  @Test
  void opsListsEveryBackEnd() throws Exception {
    Result result = VaccelProcess.run("ops");
    assertEquals(0, result.exitCode(), result.messages());
    for (String name : List.of("noop", "blas", "image", "onnx", "exec", "sgemm", "classify")) {
      assertTrue(result.output().contains(name), name + " in: " + result.output());
    }
  }

  @Test
  void anAgentThatIsNotThereIsSaidWithExitCode4() throws Exception {
    assertOneLineError(
        VaccelProcess.run("ops", "--connect", socket()), 4, "agent.sock", "vaccel agent");
  }

  @Test
  void aMissingModelIsSaidWithItsPath() throws Exception {
    assertOneLineError(
        VaccelProcess.run("classify", "--model", "no/such/model.onnx", sample("star-1.png")),
        1,
        "no/such/model.onnx");
  }

  @Test
  void aCorruptImageIsSaidAndTheOthersAreStillNamed() throws Exception {
    Path broken = Files.write(directory.resolve("broken.png"), new byte[] {1, 2, 3, 4});
    Result result =
        VaccelProcess.run(
            "classify", "--model", bundled(), broken.toString(), sample("star-1.png"));
    assertEquals(1, result.exitCode(), result.messages());
    assertTrue(result.messages().contains("broken.png"), result.messages());
  }

  @Test
  void anUnknownBackEndIsSaidWithExitCode3() throws Exception {
    assertOneLineError(
        VaccelProcess.run(
            "classify", "--backend", "tpu", "--model", bundled(), sample("star-1.png")),
        3,
        "tpu");
  }

  @Test
  void anUnknownOptionIsAUsageErrorWithExitCode2() throws Exception {
    Result result = VaccelProcess.run("ops", "--colour");
    assertEquals(2, result.exitCode(), result.messages());
    assertTrue(result.messages().contains("--colour"), result.messages());
  }

  @Test
  void aSecondAgentAtTheSameAddressIsRefused() throws Exception {
    try (VaccelProcess agent = VaccelProcess.start("agent", "--listen", socket())) {
      agent.line();
      Result second = VaccelProcess.run("agent", "--listen", socket());
      assertTrue(second.exitCode() != 0, second.messages());
      assertTrue(second.messages().contains("agent.sock"), second.messages());
    }
  }

  @Test
  void sigtermEndsAnAgentCleanly() throws Exception {
    try (VaccelProcess agent = VaccelProcess.start("agent", "--listen", socket())) {
      agent.line();
      agent.process().destroy();
      assertEquals(0, agent.finish().exitCode());
      assertFalse(Files.exists(directory.resolve("agent.sock")));
    }
  }
}
