package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainShapesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void writesABundleWithItsLog(@TempDir Path directory) throws IOException {
    var bundle = directory.resolve("new");
    assertEquals(0, run("--steps", "2", "--seed", "9", "--output", bundle.toString()));
    byte[] model = Files.readAllBytes(bundle.resolve("shapes.onnx"));
    assertTrue(
        Files.readString(bundle.resolve("vaccel-model.json")).contains(ModelBundle.sha256(model)));
    assertEquals(10, Files.readAllLines(bundle.resolve("labels.txt")).size());
    var log = Files.readAllLines(bundle.resolve("training.log"));
    assertTrue(log.getFirst().startsWith("seed=9 steps=2 batch=64 "), log.getFirst());
    assertTrue(log.get(1).startsWith("step=2 loss="), log.get(1));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("test-images=4000 accuracy=0."));
    assertEquals("", err.toString(StandardCharsets.UTF_8), "no progress bar off a terminal");
  }

  @Test
  void helpListsEveryOption() {
    assertEquals(0, run("--help"));
    for (String option :
        new String[] {
          "--steps", "--stop-after", "--seed", "--threads", "--checkpoint", "--output"
        }) {
      assertTrue(out.toString(StandardCharsets.UTF_8).contains(option), option);
    }
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() {
    assertUsage("unknown option --step", "--step", "3");
    assertUsage("--steps x", "--steps", "x");
    assertUsage("--seed", "--seed");
    assertUsage("threads 9", "--threads", "9");
    assertUsage("steps 0", "--steps", "0");
    assertUsage("--stop-after 9", "--steps", "8", "--stop-after", "9");
    assertUsage("kept for the test samples", "--seed", "" + Evaluation.TEST_SEED);
  }

  @Test
  void reportsADirectoryThatCannotBeMade(@TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("file"), "in the way");
    assertEquals(1, run("--steps", "1", "--output", file.resolve("x").toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("cannot write the bundle to"));
  }

  @Test
  void progressBarDrawsOnlyAtATerminal() {
    new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), 4, "accuracy", true)
        .stepped(2, 1.5, 0.25);
    String bar = out.toString(StandardCharsets.UTF_8);
    assertTrue(bar.contains("2/4") && bar.contains("loss 1.500"), bar);
    out.reset();
    new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), 4, "accuracy", false)
        .stepped(2, 1.5, 0.25);
    assertEquals(0, out.size());
  }

  private void assertUsage(String message, String... arguments) {
    err.reset();
    assertEquals(2, run(arguments));
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(message), text);
    assertEquals(1, text.lines().count());
  }

  private int run(String... arguments) {
    return TrainShapes.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }
}
